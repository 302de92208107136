"""Sensors push readings into one bounded queue; each sensor has its own thread."""
import queue
import threading

import numpy as np

DONE = object()


class Sensor(threading.Thread):
    def __init__(self, number, outbox, count, seed):
        super().__init__(name=f"sensor-{number}", daemon=True)
        self.number = number
        self.outbox = outbox
        self.count = count
        self.rng = np.random.default_rng([seed, number])

    def run(self):
        drift = self.number * 0.3
        for step in range(self.count):
            x = self.rng.normal(drift, 1.0, 4)
            y = x @ np.array([0.5, -1.0, 0.25, 0.0]) + 0.1 * self.number
            self.outbox.put((self.number, step, x, y))
        self.outbox.put(DONE)


class Stream:
    def __init__(self, sensors=5, count=40, seed=13):
        self.inbox = queue.Queue(maxsize=64)
        self.threads = [Sensor(i, self.inbox, count, seed) for i in range(sensors)]

    def __iter__(self):
        for thread in self.threads:
            thread.start()
        open_ends = len(self.threads)
        while open_ends:
            item = self.inbox.get()
            if item is DONE:
                open_ends -= 1
                continue
            yield item
        for thread in self.threads:
            thread.join()


def batches(stream, size):
    held = []
    for item in stream:
        held.append(item)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held
