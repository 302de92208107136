import numpy as np
from joblib import Parallel, delayed
from tasks import bootstrap


def run(values, rounds=8):
    seeds = np.random.SeedSequence(12).spawn(rounds)
    return Parallel(n_jobs=2)(delayed(bootstrap)(values, seed) for seed in seeds)
