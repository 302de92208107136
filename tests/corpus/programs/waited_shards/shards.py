import asyncio


async def load(number):
    await asyncio.sleep(0.002)
    return [number * 10 + i for i in range(4)]
