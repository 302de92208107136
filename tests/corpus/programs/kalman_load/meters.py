"""Smart-meter readings: epoch seconds in, hourly frame out."""
from __future__ import annotations

import time
from datetime import datetime, timezone
from functools import lru_cache

import numpy as np
import pandas as pd

EPOCH = 1_700_000_000


def hour_of(stamp: float) -> int:
    return datetime.fromtimestamp(stamp, tz=timezone.utc).hour


@lru_cache(maxsize=None)
def day_label(stamp: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(stamp))


def readings(hours: int = 240, seed: int = 14) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    stamps = EPOCH + 3600 * np.arange(hours)
    hour = np.array([hour_of(s) for s in stamps])
    load = 2 + np.sin(2 * np.pi * (hour - 7) / 24) + 0.15 * rng.normal(size=hours)
    load[rng.random(hours) < 0.08] = np.nan
    frame = pd.DataFrame({"hour": hour, "load": load, "day": [day_label(int(s)) for s in stamps]})
    frame.index = pd.to_datetime(stamps, unit="s", utc=True)
    frame.attrs["read"] = datetime.now().isoformat()
    return frame
