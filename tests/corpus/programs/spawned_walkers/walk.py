import random


def walk(steps):
    place = 0
    for _ in range(steps):
        place += random.choice((-1, 1))
    return place


def seeded(task):
    steps, seed = task
    rng = random.Random(seed)
    return sum(rng.choice((-1, 1)) for _ in range(steps))
