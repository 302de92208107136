import numpy as np
from noise import jitter
from season import season


def table():
    values = jitter(np.linspace(0, 1, 8))
    return np.column_stack([values, np.full(8, season())])
