"""A local-level Kalman filter with missing values and a smoother."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar


@dataclass
class LocalLevel:
    ratio: float = 0.1

    def filter(self, y: np.ndarray):
        n = len(y)
        level, var = np.empty(n), np.empty(n)
        innovation, scale = np.empty_like(y), np.empty_like(y)
        a, p = np.nanmean(y), 10.0
        for t in range(n):
            p = p + self.ratio
            innovation[t], scale[t] = y[t] - a, p + 1
            if not np.isnan(y[t]):
                gain = p / (p + 1)
                a, p = a + gain * innovation[t], p * (1 - gain)
            level[t], var[t] = a, p
        return level, var, innovation, scale

    def smooth(self, y):
        level, var, *_ = self.filter(y)
        out = np.empty_like(level)
        out[-1] = level[-1]
        for t in range(len(y) - 2, -1, -1):
            c = var[t] / (var[t] + self.ratio)
            out[t] = level[t] + c * (out[t + 1] - level[t])
        return out

    def loss(self, y) -> float:
        _, _, e, s = self.filter(y)
        ok = ~np.isnan(e)
        squares = np.divide(e**2, s, out=np.zeros_like(e), where=ok)
        return float(np.log(s[ok]).sum() + ok.sum() * np.log(squares.sum() / ok.sum()))


def fit(y) -> LocalLevel:
    best = minimize_scalar(lambda r: LocalLevel(10**r).loss(y), bounds=(-4, 1), method="bounded")
    return LocalLevel(float(10**best.x))
