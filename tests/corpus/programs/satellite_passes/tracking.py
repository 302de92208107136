from __future__ import annotations

import asyncio
from collections import defaultdict

import numpy as np

from stations import STATIONS, Pass, Station


class OrbitFilter:
    """A scalar Kalman filter of the Doppler shift."""

    def __init__(self, process: float = 0.05, noise: float = 0.6):
        self.mean, self.var = 0.0, 10.0
        self.process, self.noise = process, noise
        self.track: list[float] = []

    def update(self, value: float) -> None:
        self.var += self.process
        gain = self.var / (self.var + self.noise)
        self.mean += gain * (value - self.mean)
        self.var *= 1 - gain
        self.track.append(self.mean)


class Tracker:
    def __init__(self):
        self.filter = OrbitFilter()
        self.per_station: dict[str, list[float]] = defaultdict(list)

    async def consume(self, queue: asyncio.Queue, offsets: dict[str, float]) -> None:
        while True:
            item: Pass | None = await queue.get()
            if item is None:
                return
            self.filter.update(item.doppler - offsets[item.station])
            self.per_station[item.station].append(item.doppler)

    async def run(self) -> None:
        stations = [Station(name, count) for name, count in STATIONS.items()]
        biases = await asyncio.gather(*(s.calibrate() for s in stations))
        offsets = dict(zip(STATIONS, biases))
        queue: asyncio.Queue = asyncio.Queue()
        consumer = asyncio.create_task(self.consume(queue, offsets))
        await asyncio.gather(*(s.stream(queue) for s in stations))
        await queue.put(None)
        await consumer


def track() -> dict:
    tracker = Tracker()
    asyncio.run(tracker.run())
    means = {name: float(np.mean(tracker.per_station[name])) for name in STATIONS}
    return {"track": np.array(tracker.filter.track), "final": tracker.filter.mean, "means": means}
