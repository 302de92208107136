import math

import numpy as np
from calendar_terms import history_days, horizon_days, yearly
from joblib import Parallel, delayed
from lags import differences, lagged

LAGS = (1, 2, 7, 14)


def demand(count=420, seed=21):
    rng = np.random.default_rng(seed)
    t = np.arange(count)
    return 10 + 0.01 * t + 2 * np.sin(2 * np.pi * t / 7) + 3 * np.cos(2 * np.pi * t / 365.25) + rng.normal(size=count)


def ridge(x, y, weight):
    return np.linalg.solve(x.T @ x + weight * np.eye(x.shape[1]), x.T @ y)


def member(number, design, target):
    """One model of the bag: its own rows, its own penalty."""
    rng = np.random.default_rng(1000 + number)
    rows = rng.integers(len(target), size=len(target))
    spin = sum(math.sqrt(i) for i in range(rng.integers(8_000, 40_000)))
    weight = 10.0 ** rng.uniform(-2, 2)
    return ridge(design[rows], target[rows], weight + 0.0 * spin)


def forecast(members=14, horizon=10):
    series = demand()
    scaled = np.clip(np.nan_to_num(lagged(series, LAGS)), -1e3, 1e3)
    design = np.column_stack([scaled, yearly(history_days(len(series))), differences(series) > 0])
    jobs = (delayed(member)(number, design, series) for number in range(members))
    bag = []
    for weights in Parallel(n_jobs=3, prefer="threads", return_as="generator_unordered")(jobs):
        bag.append(weights)
    bag = np.array(bag)
    decay = 0.9 ** np.arange(members)
    weights = decay @ bag / decay.sum()
    ahead = np.column_stack([np.tile(scaled[-1], (horizon, 1)), yearly(horizon_days(horizon)), np.zeros(horizon)])
    return {"weights": weights, "forecast": ahead @ weights, "spread": np.sort(bag, axis=0).std(axis=0)}
