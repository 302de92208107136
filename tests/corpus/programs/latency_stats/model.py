"""A harmonic fit to the hourly profile."""
import numpy as np


def harmonics(profile, order=2):
    used = np.flatnonzero(profile)
    angle = 2 * np.pi * used / 24
    x = np.column_stack([np.ones(len(used))] + [f(k * angle) for k in range(1, order + 1) for f in (np.sin, np.cos)])
    coef, *_ = np.linalg.lstsq(x, profile[used], rcond=None)
    return coef
