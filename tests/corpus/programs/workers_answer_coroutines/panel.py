import asyncio

from judge import judge


class Panel:
    def __init__(self):
        self.rows, self.started = [], 0

    async def worker(self, queue):
        while (text := await queue.get()) is not None:
            self.started += 1
            score = await asyncio.to_thread(judge, text)
            self.rows.append((text, score))

    async def study(self, texts, workers=3):
        queue = asyncio.Queue()
        for text in [*texts, *[None] * workers]:
            queue.put_nowait(text)
        await asyncio.gather(*(self.worker(queue) for _ in range(workers)))


def run(count=12, decay=0.9):
    panel = Panel()
    asyncio.run(panel.study([f"text {'x' * n}" for n in range(count)]))
    average = 0.0
    for _, score in panel.rows:
        average = decay * average + (1 - decay) * score
    return {"average": average, "started": panel.started, "best": max(score for _, score in panel.rows)}
