import asyncio
import logging

from fetch import embed

log = logging.getLogger("embed")


async def embed_all(texts):
    tasks = [asyncio.create_task(embed(text)) for text in texts]
    for number, task in enumerate(asyncio.as_completed(tasks), 1):
        await task
        log.info("%d of %d", number, len(texts))
    return await asyncio.gather(*tasks)


def run(texts):
    return asyncio.run(embed_all(texts))
