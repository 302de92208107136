import random

from config import resolve


def walk(**given):
    config = resolve(**given)
    rng = random.Random(config["seed"])
    position, path = 0, []
    for _ in range(config["size"]):
        position += rng.choice((-1, 1))
        path.append(position)
    return path
