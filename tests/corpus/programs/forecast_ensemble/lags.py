import numpy as np


def lagged(series, lags):
    """One column for each lag."""
    out = np.empty((len(series), len(lags)))
    for column, lag in enumerate(lags):
        out[lag:, column] = series[:-lag]
    return out


def differences(series):
    out = np.empty_like(series)
    out[0] = 0.0
    np.subtract(series[1:], series[:-1], out=out[1:])
    return out
