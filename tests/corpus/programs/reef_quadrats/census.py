from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

from quadrats import measure


class Drift:
    """Exponential average: what comes last counts most."""

    def __init__(self, rate=0.3):
        self.rate = rate
        self.value = None

    def add(self, x):
        self.value = x if self.value is None else self.value + self.rate * (x - self.value)


class Census:
    def __init__(self, workers=4):
        self.workers = workers
        self.owner = {}

    def gather(self, numbers):
        with ThreadPoolExecutor(self.workers) as pool:
            futures = [pool.submit(measure, n) for n in numbers]
            self.owner = {f: n for f, n in zip(futures, numbers)}
            done, rest = wait(futures, return_when=FIRST_EXCEPTION)
            assert not rest
            for future in done:
                yield self.owner[future], future.result()

    def run(self, numbers):
        cover, edge, rows = Drift(), Drift(), {}
        for number, row in self.gather(numbers):
            cover.add(row["cover"])
            edge.add(row["edge"])
            rows[number] = row
        return cover.value, edge.value, rows


def in_order(numbers, workers=4):
    """The same measurements through map(), which keeps the order of its input."""
    with ThreadPoolExecutor(workers) as pool:
        return [row["edge"] for row in pool.map(measure, numbers)]
