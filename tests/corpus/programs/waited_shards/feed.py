import asyncio

from shards import load


async def feed(count):
    pending = {asyncio.create_task(load(n), name=f"shard{n}") for n in range(count)}
    rows = []
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in sorted(done, key=lambda task: task.get_name()):
            rows.extend(task.result())
    return rows


def run(count=9):
    return asyncio.run(feed(count))
