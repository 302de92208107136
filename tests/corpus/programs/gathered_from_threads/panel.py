import asyncio

from judge import judge


class Panel:
    def __init__(self, limit=4):
        self.slots, self.count, self.scores = asyncio.Semaphore(limit), 0, {}

    async def ask(self, text):
        async with self.slots:
            score = await asyncio.to_thread(judge, text)
        self.count += 1
        self.scores[text] = score
        return score

    async def study(self, texts):
        loop, progress = asyncio.get_running_loop(), 0
        first = await asyncio.gather(*(self.ask(text) for text in texts))
        again = [loop.run_in_executor(None, judge, text.upper()) for text in texts]
        for ended in asyncio.as_completed(again):
            await ended
            progress += 1
        return first, [future.result() for future in again], progress


async def panel(count):
    made = Panel()
    texts = [f"text {'x' * n}" for n in range(count)]
    first, again, progress = await made.study(texts)
    kept = [made.scores[text] for text in texts]
    return {"first": first, "again": again, "kept": kept, "count": made.count, "progress": progress}


def run(count=12):
    return asyncio.run(panel(count))
