import threading

import numpy as np

STORE = threading.local()


def generator():
    if not hasattr(STORE, "rng"):
        STORE.rng = np.random.default_rng()
    return STORE.rng
