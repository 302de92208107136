"""Item-based recommender, tuned over a grid through the cache."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from interactions import clicks, neighbours
from memo import DiskCache


class Tuner:
    def __init__(self, folder: Path):
        self.cache = DiskCache(folder)
        self.matrix = clicks()
        self._scored: dict[int, float] = {}
        self.similarity = self.cache(self._similarity)
        self.recall = self.cache(self._recall)

    def _similarity(self, shrink: float, exclude: frozenset = frozenset()):
        return neighbours(self.matrix, shrink, exclude)

    def _recall(self, shrink: float, exclude: frozenset, k: int) -> float:
        table = self.similarity(shrink=shrink, exclude=exclude)
        dense = self.matrix.toarray()
        found = 0
        for user, row in enumerate(dense):
            liked = np.flatnonzero(row)
            hidden, rest = liked[user % len(liked)], np.setdiff1d(liked, liked[user % len(liked)])
            score = table[:, rest].sum(axis=1)
            score[rest] = -1
            found += int(hidden in set(np.argsort(-score, kind="stable")[:k].tolist()))
        return found / len(dense)

    def grid(self) -> dict:
        banned = frozenset({"i3", "i11", "i27", "i8"})
        curve = {}
        for k in (1, 3, 5, 3, 1):
            for shrink in (0.0, 2.0, 10.0):
                curve[f"{k}/{shrink}"] = self.recall(shrink=shrink, exclude=banned, k=k)
        best = max(curve, key=curve.get)
        return {"curve": curve, "best": best, "similar": self.similarity(shrink=2.0, exclude=banned)}
