"""Stopwatch and budget."""
import contextlib
import time


class Deadline:
    def __init__(self, seconds):
        self.seconds = seconds
        self.since = None

    def start(self):
        self.since = time.monotonic()
        return self

    @property
    def left(self):
        return self.seconds - (time.monotonic() - self.since)

    def __bool__(self):
        return self.left > 0


@contextlib.contextmanager
def stopwatch(label, sink):
    begun = time.perf_counter()
    yield
    sink.append(f"{label}: {time.perf_counter() - begun:.3f} s")
