"""Policies that choose a creative to show."""
from __future__ import annotations

import math

import numpy as np

from arms import ArmBook


class Thompson:
    def __init__(self, book: ArmBook, creatives, seed: int = 0):
        self.book, self.creatives = book, list(creatives)
        self.rng = np.random.default_rng(seed)

    def choose(self) -> str:
        draws = [self.rng.beta(self.book[c].wins, self.book[c].losses) for c in self.creatives]
        return self.creatives[int(np.argmax(draws))]


class Ucb:
    def __init__(self, book: ArmBook, creatives):
        self.book, self.creatives = book, list(creatives)

    def choose(self) -> str:
        total = sum(self.book[c].wins + self.book[c].losses for c in self.creatives)

        def bound(creative):
            arm = self.book[creative]
            return arm.mean + math.sqrt(2 * math.log(total) / (arm.wins + arm.losses))

        return max(self.creatives, key=bound)
