"""Ground stations that download telemetry of satellite passes, each at its own pace."""
from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass, field

import numpy as np

STATIONS = {"kiruna": 3, "svalbard": 4, "perth": 3, "malindi": 2, "troll": 3}


@dataclass(frozen=True)
class Pass:
    station: str
    number: int
    doppler: float


@dataclass
class Station:
    name: str
    passes: int
    rng: np.random.Generator = field(init=False, repr=False)

    def __post_init__(self):
        self.rng = np.random.default_rng(zlib.crc32(self.name.encode()))

    async def calibrate(self) -> float:
        await asyncio.sleep(0.002)
        return float(self.rng.normal(0, 0.2))

    async def stream(self, queue: asyncio.Queue) -> None:
        for number in range(self.passes):
            doppler = float(self.rng.normal(4.0, 0.8))
            await asyncio.sleep(0.004)
            await queue.put(Pass(self.name, number, doppler))
