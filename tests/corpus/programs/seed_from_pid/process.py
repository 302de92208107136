import os

import numpy as np


def generator(base=0):
    return np.random.default_rng(base + os.getpid())
