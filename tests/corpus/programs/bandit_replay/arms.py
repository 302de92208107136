"""Beta-Bernoulli arms. One object per (campaign, creative), shared by all policies."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class Arm:
    name: str
    wins: float = 1.0
    losses: float = 1.0

    def update(self, reward: float, weight: float = 1.0) -> None:
        self.wins += weight * reward
        self.losses += weight * (1 - reward)

    @property
    def mean(self) -> float:
        return self.wins / (self.wins + self.losses)


class ArmBook:
    _arms: dict[tuple[str, str], Arm] = {}

    def __init__(self, campaign: str):
        self.campaign = campaign

    def __getitem__(self, creative: str) -> Arm:
        return self._arms.setdefault((self.campaign, creative), Arm(creative))

    def snapshot(self) -> dict[str, tuple[float, float]]:
        mine = {n: (a.wins, a.losses) for (c, n), a in self._arms.items() if c == self.campaign}
        return dict(sorted(mine.items()))
