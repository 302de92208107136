import datetime as dt
from functools import lru_cache

import numpy as np


@lru_cache(maxsize=1)
def reference_day():
    return dt.date.today()


class Recency:
    """Half-life weighting of samples."""

    def __init__(self, half_life_days=120.0, floor=0.05):
        self.half_life, self.floor = half_life_days, floor

    def age(self, stamps):
        today = reference_day()
        midnight = dt.datetime(today.year, today.month, today.day, tzinfo=dt.timezone.utc).timestamp()
        return (midnight - stamps) / 86400

    def __call__(self, stamps):
        return self.floor + 0.5 ** (self.age(stamps) / self.half_life)
