"""A crawler with a few workers and retries."""
from __future__ import annotations

import asyncio
import time

from wire import TOPICS, Busy, Server


class Crawler:
    def __init__(self, server: Server, workers: int = 3):
        self.server, self.workers = server, workers
        self.pages: dict[str, str] = {}
        self.spent = 0.0

    async def _worker(self, todo: asyncio.Queue) -> None:
        while True:
            url = await todo.get()
            began = time.monotonic()
            try:
                text = await self.server.get(url)
                self.pages[url] = text
            except Busy:
                todo.put_nowait(url)
            finally:
                self.spent += time.monotonic() - began
                todo.task_done()

    async def run(self, urls) -> dict[str, str]:
        todo: asyncio.Queue[str] = asyncio.Queue()
        for url in urls:
            todo.put_nowait(url)
        tasks = [asyncio.create_task(self._worker(todo)) for _ in range(self.workers)]
        await todo.join()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return self.pages


def corpus(per_topic: int = 6) -> list[str]:
    urls = [f"{topic}/{i}" for topic in TOPICS for i in range(per_topic)]
    pages = asyncio.run(Crawler(Server()).run(urls))
    return list(pages.values())
