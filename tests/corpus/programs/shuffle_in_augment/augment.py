import random


def mix(rows):
    rows = list(rows)
    random.shuffle(rows)
    return rows
