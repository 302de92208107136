import asyncio
import logging
import time
from datetime import date

import numpy as np

from articles import parse

log = logging.getLogger("digest")


class Vocabulary(dict):
    def __missing__(self, word):
        self[word] = len(self)
        return self[word]


async def documents(paths):
    tasks = [asyncio.create_task(asyncio.to_thread(parse, path)) for path in paths]
    for done in asyncio.as_completed(tasks):
        yield await done


def recency(published, half_life=180):
    age = (date.today() - published).days
    return 0.5 ** (age / half_life)


async def build(paths):
    started = time.perf_counter()
    vocabulary, days, weighted = Vocabulary(), [], {}
    async for published, words in documents(paths):
        days.append(recency(published))
        for word in words:
            token = vocabulary[word]
            weighted.setdefault(token, []).append(days[-1])
    log.info("indexed %d articles in %.3f s", len(days), time.perf_counter() - started)
    return {
        "vocabulary": dict(vocabulary),
        "newest": max(days),
        "spread": float(np.ptp(sorted(days))),
        "popular": sorted(max(values) for values in weighted.values())[-5:],
    }
