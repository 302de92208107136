import numpy as np
from scipy import stats


def interval(values):
    found = stats.bootstrap((values,), np.mean, n_resamples=200, method="percentile")
    return found.confidence_interval


def seeded(values):
    found = stats.bootstrap((values,), np.median, n_resamples=50, method="percentile", random_state=3)
    return found.standard_error
