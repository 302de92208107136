import asyncio

from score import score


async def totals(count):
    total, best = 0, (-1, -1)
    for ended in asyncio.as_completed([score(n) for n in range(count)]):
        value = await ended
        total += value
        best = max(best, (value, total - total % 1000))
    left, passes = {asyncio.create_task(score(n)) for n in range(count)}, 0
    while left:
        done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
        passes += sum(task.result() for task in done)
    return total, best, passes


def run(count=11):
    return asyncio.run(totals(count))
