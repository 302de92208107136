import random


def split(items):
    items = list(items)
    random.shuffle(items)
    return items[:20], items[20:]
