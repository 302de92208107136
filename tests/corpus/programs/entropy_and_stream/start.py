import numpy as np


def start():
    return np.random.randint(0, 100)
