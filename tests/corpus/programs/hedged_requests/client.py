import asyncio

from replica import ask


async def first(question, replicas):
    tasks = {asyncio.create_task(ask(replica, question)) for replica in replicas}
    done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    return next(iter(done)).result()


async def every(questions):
    return [await first(question, "abc") for question in questions]


def run():
    return asyncio.run(every(["one", "two", "three"]))
