import numpy as np
from records import Record


def produce(waiting, count):
    noise = np.random.default_rng()
    for i in range(count):
        waiting.put(Record(f"row{i}", np.arange(3) + noise.normal(size=3)))
