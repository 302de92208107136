import random


def pick(items):
    k = random.randrange(1000)
    return items[k % len(items)], k
