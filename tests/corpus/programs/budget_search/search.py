"""Random search for a smoothing spline, until a stop condition holds."""
import numpy as np
from scipy.interpolate import make_smoothing_spline

from budget import Deadline, MaxTrials, Patience
from space import Space


def objective(lam: float, power: int) -> float:
    rng = np.random.default_rng(6)
    x = np.sort(rng.uniform(0, 4, 90))
    y = np.sin(x**2 / 2) + 0.3 * rng.normal(size=90)
    held = np.arange(90) % 4 == 1
    weights = (1 / (1 + x[~held])) ** power
    spline = make_smoothing_spline(x[~held], y[~held], w=weights + 0.1, lam=lam)
    return float(np.mean((spline(x[held]) - y[held]) ** 2))


def search(seconds: float = 0.25) -> dict:
    space = Space().log_uniform("lam", 1e-4, 1e2).choice("power", [0, 1, 2])
    stop = MaxTrials(5000) | Patience(4000) | Deadline(seconds)
    trials: list = []
    while not stop(trials):
        params = space.sample()
        trials.append((params, objective(**params)))
    best = min(trials, key=lambda t: t[1])
    return {"best": best[0], "loss": best[1], "median": float(np.median([t[1] for t in trials]))}
