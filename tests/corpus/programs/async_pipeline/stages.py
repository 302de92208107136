import asyncio
import random
from dataclasses import dataclass


@dataclass
class Document:
    number: int
    words: list
    score: float = 0.0


async def produce(outbox, count, seed):
    rng = random.Random(seed)
    for number in range(count):
        words = [f"w{rng.randrange(30)}" for _ in range(rng.randrange(3, 9))]
        await outbox.put(Document(number, words))
        if number % 4 == 0:
            await asyncio.sleep(0)
    await outbox.put(None)


async def enrich(name, inbox, outbox, lexicon):
    while (document := await inbox.get()) is not None:
        for _ in range(len(document.words) % 3):
            await asyncio.sleep(0)
        document.score = sum(lexicon.get(word, 0.5) for word in document.words)
        await outbox.put((name, document))
    await inbox.put(None)
    return name


async def collect(inbox, finished):
    rows = []
    while not (finished.is_set() and inbox.empty()):
        try:
            rows.append(inbox.get_nowait())
        except asyncio.QueueEmpty:
            await asyncio.sleep(0)
    return rows
