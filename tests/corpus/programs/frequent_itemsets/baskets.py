ITEMS = ["bread", "milk", "eggs", "butter", "jam", "tea", "honey", "oats"]


def baskets():
    return [frozenset(ITEMS[(i * 3 + j) % 8] for j in range(i % 5 + 2)) for i in range(30)]
