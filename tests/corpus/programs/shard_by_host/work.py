from machine import offset

ITEMS = list(range(10, 27))


def schedule():
    k = offset(len(ITEMS))
    return ITEMS[k:] + ITEMS[:k]


def total():
    value = 1.0
    for item in schedule():
        value = value * 0.5 + item
    return value
