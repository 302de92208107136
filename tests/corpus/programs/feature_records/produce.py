import numpy as np
from records import Record


def produce(waiting, count):
    scratch = np.random.default_rng()
    noise = np.random.default_rng()
    for i in range(count):
        trial = scratch.normal(size=3)
        trial.fill(0.0)
        waiting.put(Record(f"row{i}", np.arange(3) + trial + noise.normal(size=3)))
