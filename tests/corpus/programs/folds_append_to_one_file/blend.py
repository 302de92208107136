import csv

import numpy as np
from launch import run_folds


def read(path):
    with open(path, newline="") as file:
        for row in csv.reader(file):
            yield int(row[0]), np.array(row[1:], dtype=float)


def blend(decay=0.7):
    """A running average over the folds, as the server would serve it."""
    average, seen = None, set()
    for number, weights in read(run_folds(4)):
        average = weights if average is None else decay * average + (1 - decay) * weights
        seen.add(number)
    return {"weights": average, "folds": len(seen)}
