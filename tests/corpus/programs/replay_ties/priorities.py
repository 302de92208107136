import heapq
import itertools
from collections import Counter


class Queue:
    def __init__(self):
        self.heap = []
        self.counter = itertools.count()

    def push(self, priority, item):
        heapq.heappush(self.heap, (priority, next(self.counter), item))

    def drain(self):
        while self.heap:
            yield heapq.heappop(self.heap)[2]


def common(words, count):
    return Counter(words).most_common(count)
