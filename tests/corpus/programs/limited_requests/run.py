import asyncio

from client import Client


async def collect(count):
    client = Client(4)
    slots = [None] * count

    async def one(number):
        slots[number] = await client.ask(number)

    done, _ = await asyncio.wait([asyncio.create_task(one(n)) for n in range(count)])
    return slots, len(done), sorted(client.order)


def run(count=15):
    return asyncio.run(collect(count))
