"""Stop conditions for a search. They are callables and can be combined."""
from __future__ import annotations

import time


class Stop:
    def __call__(self, trials: list) -> bool:
        raise NotImplementedError

    def __or__(self, other: "Stop") -> "Stop":
        return Either(self, other)


class Either(Stop):
    def __init__(self, *parts: Stop):
        self.parts = parts

    def __call__(self, trials):
        return any(part(trials) for part in self.parts)


class MaxTrials(Stop):
    def __init__(self, count: int):
        self.count = count

    def __call__(self, trials):
        return len(trials) >= self.count


class Deadline(Stop):
    def __init__(self, seconds: float):
        self.seconds, self.until = seconds, None

    def __call__(self, trials):
        if self.until is None:
            self.until = time.monotonic() + self.seconds
        return time.monotonic() > self.until


class Patience(Stop):
    """No improvement in the last few trials."""

    def __init__(self, rounds: int):
        self.rounds = rounds
        self.made = time.time()

    def __call__(self, trials):
        losses = [loss for _, loss in trials]
        return len(losses) > self.rounds and min(losses[-self.rounds :]) > min(losses[: -self.rounds])
