import random
from contextlib import contextmanager


@contextmanager
def seeded(seed):
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)
