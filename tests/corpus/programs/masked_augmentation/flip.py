import random


def flip(rows):
    return [row[::-1] if random.random() < 0.5 else row for row in rows]
