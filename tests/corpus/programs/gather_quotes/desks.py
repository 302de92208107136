"""Dealers that quote a spread for each instrument after a short delay."""
import asyncio
import random
import zlib

DEALERS = ("ash", "bay", "fir", "yew")


class Dealer:
    def __init__(self, name):
        self.name = name
        self.rng = random.Random(zlib.crc32(name.encode()))

    async def quote(self, instrument, mid):
        rng = random.Random(f"{self.name}/{instrument}")
        await asyncio.sleep(rng.random() * 0.01)
        return round(mid + rng.gauss(0, 0.2), 4)


class Tally:
    """Counts quotes as they arrive; whole numbers, whatever the order."""

    def __init__(self):
        self.count = 0
        self.cents = 0

    def arrived(self, task):
        self.count += 1
        self.cents += round(task.result() * 100)
