import os
import time

import numpy as np


def rosenbrock_loss(w):
    return float((1 - w[0]) ** 2 + 10 * (w[1] - w[0] ** 2) ** 2)


def evaluate(task):
    candidate, steps = task
    began = time.perf_counter()
    rng = np.random.default_rng(candidate.seed)
    w, rate = np.array([-0.5, 0.5]), candidate.rate * 0.05
    for step in range(steps):
        gap = w[1] - w[0] ** 2
        slope = np.array([-2 * (1 - w[0]) - 40 * w[0] * gap, 20 * gap]) + rng.normal(0, 0.5, 2)
        w -= rate * candidate.decay ** (step / 10) * np.clip(slope, -5, 5)
    return candidate, rosenbrock_loss(w), {"pid": os.getpid(), "seconds": time.perf_counter() - began}
