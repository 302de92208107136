"""Profile by hour, level by Kalman filter, forecast of one day."""
import time
import warnings

import numpy as np

from kalman import fit
from meters import hour_of, readings


class Stopwatch:
    def __enter__(self):
        self.began = time.perf_counter()
        return self

    def __exit__(self, *exc):
        self.seconds = time.perf_counter() - self.began


def forecast() -> dict:
    frame = readings()
    profile = frame.groupby("hour")["load"].mean()
    rest = (frame["load"] - frame["hour"].map(profile)).to_numpy()
    with Stopwatch() as watch:
        model = fit(rest)
        level = model.smooth(rest)
    if watch.seconds > 20:
        warnings.warn(f"slow fit: {watch.seconds:.1f} s")
    last = frame.index[-1].timestamp()
    ahead = np.array([profile[hour_of(last + 3600 * h)] for h in range(1, 25)]) + level[-1]
    daily = frame.groupby("day")["load"].mean()
    return {"ratio": model.ratio, "ahead": ahead, "level": level, "daily": daily.to_dict()}
