"""Platt and isotonic calibration, written out."""
from __future__ import annotations

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression


class Platt:
    def fit(self, score, y):
        self.model = LogisticRegression(C=1e3).fit(score[:, None], y)
        return self

    def __call__(self, score):
        return self.model.predict_proba(score[:, None])[:, 1]


class Isotonic:
    def fit(self, score, y):
        self.model = IsotonicRegression(out_of_bounds="clip").fit(score, y)
        return self

    def __call__(self, score):
        return self.model.predict(score)


def expected_error(p, y, bins: int = 8) -> float:
    which = np.clip((p * bins).astype(int), 0, bins - 1)
    gaps = np.empty(bins)
    for b in range(bins):
        inside = which == b
        gaps[b] = inside.mean() * abs(p[inside].mean() - y[inside].mean()) if inside.any() else 0.0
    return float(gaps.sum())
