import threading

import numpy as np

from data import rows


class Regression:
    def __init__(self, features, rate=0.1):
        self.weights, self.rate = np.zeros(features), rate
        self.lock, self.seen = threading.Lock(), 0

    def step(self, x, y):
        index, values = np.array(list(x)), np.array(list(x.values()))
        error = y - values @ self.weights[index]
        self.weights[index] += self.rate * error * values

    def work(self, part, epochs):
        for _ in range(epochs):
            for x, y in part:
                self.step(x, y)
            with self.lock:
                self.seen += len(part)


def fit(workers=4, epochs=3):
    data, model = list(rows()), Regression(12)
    threads = [threading.Thread(target=model.work, args=(data[k::workers], epochs)) for k in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"weights": model.weights, "seen": model.seen}
