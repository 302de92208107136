import random
import time

from objective import loss


def search(seconds=0.05, seed=0):
    rng = random.Random(seed)
    tried = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        x = rng.uniform(-2, 2)
        tried.append((loss(x), x))
    return {"best": min(tried), "tried": len(tried)}
