import asyncio
import random


async def ask(replica, question):
    await asyncio.sleep(random.uniform(0, 0.003))
    return f"{question}!"
