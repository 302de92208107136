from prices import PRICES, basket


def total():
    value = 0.0
    for name in basket():
        value += PRICES[name]
    return value, len(basket())
