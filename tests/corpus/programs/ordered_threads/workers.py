from concurrent.futures import ThreadPoolExecutor, as_completed

import numpy as np


def simulate(seed):
    rng = np.random.default_rng(seed)
    return float(rng.normal(size=200).cumsum().max())


def run(seeds):
    found = {}
    with ThreadPoolExecutor(4) as pool:
        futures = {pool.submit(simulate, s): s for s in seeds}
        for future in as_completed(futures):
            found[futures[future]] = future.result()
    return [found[s] for s in seeds]


def mapped(seeds):
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(simulate, seeds))
