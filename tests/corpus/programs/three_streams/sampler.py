import random


def keep(n, share):
    return sorted(random.sample(range(n), int(n * share)))
