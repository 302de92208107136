"""A queue of batches filled by threads. The consumer asks for batch after batch, whatever has come first."""

import logging
import random
import threading
import time
from queue import Queue

log = logging.getLogger("broker")


class Prefetch:
    def __init__(self, make, count, workers=3):
        self.make, self.count = make, count
        self.todo, self.ready, self.early = Queue(), Queue(), {}
        for number in range(count):
            self.todo.put(number)
        self.stats = {"waited": 0.0, "retries": 0, "out_of_order": 0}
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(workers)]
        for thread in self.threads:
            thread.start()

    def work(self):
        while not self.todo.empty():
            try:
                number = self.todo.get_nowait()
            except Exception:
                return
            self.ready.put((number, self.fetch(number)))

    def fetch(self, number):
        """Flaky storage: sometimes a read is tried again, after a pause that nobody else takes."""
        while random.random() < 0.2:
            self.stats["retries"] += 1
            time.sleep(0.002 * random.uniform(0.5, 1.5))
        return self.make(number)

    def __iter__(self):
        for wanted in range(self.count):
            started = time.monotonic()
            while wanted not in self.early:
                number, batch = self.ready.get()
                self.early[number] = batch
                self.stats["out_of_order"] += number != wanted
            self.stats["waited"] += time.monotonic() - started
            yield self.early.pop(wanted)
        log.info("%s", self.stats)
