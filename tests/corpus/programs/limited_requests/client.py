import asyncio
import random


class Client:
    def __init__(self, limit):
        self.gate = asyncio.Semaphore(limit)
        self.order = []

    async def ask(self, number):
        async with self.gate:
            await asyncio.sleep(random.random() * 0.002)
            self.order.append(number)
            return number * 3 % 13
