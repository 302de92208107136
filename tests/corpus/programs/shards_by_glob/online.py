import glob
import os

import pandas as pd


def shards(folder):
    return [pd.read_csv(path) for path in glob.glob(os.path.join(folder, "*.csv"))]


def labels(folder):
    return [int(path.read_text()) for path in sorted(folder.glob("*.labels"))]


def running(frames):
    state = 0.0
    for frame in frames:
        state = 0.5 * state + frame["value"].mean()
    return state
