import asyncio

from fetch import embed


async def embed_all(texts):
    tasks = [asyncio.create_task(embed(text)) for text in texts]
    values = []
    for task in asyncio.as_completed(tasks):
        values.append(await task)
    return values


def smooth(values, keep=0.8):
    state = 0.0
    for value in values:
        state = keep * state + (1 - keep) * value
    return state


def run(texts):
    values = asyncio.run(embed_all(texts))
    return {"values": values, "smooth": smooth(values)}
