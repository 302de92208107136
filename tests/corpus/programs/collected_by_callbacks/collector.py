import threading
from concurrent.futures import ThreadPoolExecutor


class Collector:
    """Starts tasks and gathers what they give, without waiting for any in particular."""

    def __init__(self, workers):
        self.pool = ThreadPoolExecutor(workers)
        self.lock = threading.Lock()
        self.results = []

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.pool.shutdown()

    def take(self, future):
        with self.lock:
            self.results.append(future.result())

    def start(self, function, *arguments):
        self.pool.submit(function, *arguments).add_done_callback(self.take)

    def ordered(self, function, items):
        return list(self.pool.map(function, items))
