import numpy as np
from climatology import REFERENCE, season
from stations import has_station, read_stations


class Member:
    def __init__(self, number, sequence):
        self.number, self.rng = number, np.random.default_rng(sequence)

    def forecast(self, history, steps=5):
        slope = np.polyfit(np.arange(len(history)), history, 1)[0]
        noise = self.rng.normal(0, 0.5, steps)
        return history[-1] + slope * np.arange(1, steps + 1) + np.cumsum(noise)


def members(count):
    np.random.seed(count)
    for number, sequence in enumerate(np.random.SeedSequence().spawn(count)):
        yield Member(number, sequence)


def run(folder):
    assert has_station(folder, "bergen")
    frame = read_stations(folder)
    order = list(frame["station"].unique())
    ensemble, offsets = list(members(4)), 1.5 * (season() - REFERENCE)
    mean = np.zeros(5)
    for name, group in frame.groupby("station", sort=False):
        runs = np.stack([m.forecast(group["temp"].to_numpy()) for m in ensemble])
        mean = 0.7 * mean + 0.3 * (runs.mean(axis=0) + offsets.sum())
    return {"stations": sorted(order), "forecast": mean, "spread": float(runs.std())}
