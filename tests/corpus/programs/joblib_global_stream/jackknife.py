import numpy as np
from joblib import Parallel, delayed
from resample import resample


def spread(rounds=6):
    np.random.seed(0)
    values = np.arange(30.0)
    return Parallel(n_jobs=2)(delayed(resample)(values) for _ in range(rounds))
