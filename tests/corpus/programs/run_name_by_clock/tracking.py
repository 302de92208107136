import datetime
import time
import uuid


class Run:
    def __init__(self, folder):
        self.name = f"{datetime.datetime.now():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"
        self.folder = folder / self.name
        self.folder.mkdir()
        self.started = time.time()
        self.metrics = []

    def log(self, step, value):
        self.metrics.append((step, value))
        with open(self.folder / "metrics.csv", "a") as file:
            file.write(f"{step},{value},{time.time() - self.started:.3f}\n")
