import random

from ratings import ITEMS, RATINGS

SEEN = set(RATINGS)


def negatives(user, count):
    found = []
    while len(found) < count:
        item = random.choice(ITEMS)
        if (user, item) not in SEEN:
            found.append(item)
    return found
