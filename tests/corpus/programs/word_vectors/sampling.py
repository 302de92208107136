import random


def negatives(size, count):
    return [random.randrange(size) for _ in range(count)]
