import numpy as np


def spectrum(values, seed):
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 0.01, len(values))
    return np.abs(np.fft.rfft(np.asarray(values) + noise))
