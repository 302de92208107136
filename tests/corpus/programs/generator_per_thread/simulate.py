from concurrent.futures import ThreadPoolExecutor

import numpy as np
from local import generator


def price(strike):
    steps = generator().normal(0, 0.1, 50)
    return max(np.exp(steps.sum()) - strike, 0.0)


def control(seed):
    return np.random.default_rng(seed).normal()


def simulate():
    with ThreadPoolExecutor(3) as pool:
        prices = list(pool.map(price, np.linspace(0.1, 0.5, 9)))
        controls = list(pool.map(control, range(9)))
    return np.array(prices), np.array(controls)
