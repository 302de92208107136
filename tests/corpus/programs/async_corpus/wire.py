"""A pretend document server: answers after a while, sometimes only at the second try."""
from __future__ import annotations

import asyncio

TOPICS = {
    "sea": "wave salt tide boat gull",
    "sky": "cloud wind star kite gull",
    "wood": "oak moss fern fox star",
    "town": "tram roof bell fox tide",
}


class Busy(Exception):
    pass


class Server:
    def __init__(self, delay: float = 0.002):
        self.delay = delay
        self.asked: dict[str, int] = {}

    async def get(self, url: str) -> str:
        self.asked[url] = self.asked.get(url, 0) + 1
        await asyncio.sleep(self.delay * (1 + len(url) % 3))
        topic, _, number = url.partition("/")
        if int(number) % 4 == 0 and self.asked[url] == 1:
            raise Busy(url)
        vocabulary = TOPICS[topic].split()
        k = int(number)
        return " ".join(vocabulary[(k * j + j) % 5] for j in range(1, 4 + k % 5))
