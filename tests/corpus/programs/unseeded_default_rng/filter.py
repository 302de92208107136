import numpy as np
from noise import Noise


def kalman(steps=50):
    process, measure = Noise(0.01), np.random.default_rng(7)
    state, variance, path = 0.0, 1.0, []
    for t in range(steps):
        seen = np.sin(t / 8) + measure.normal(scale=0.1)
        variance += 1e-3
        gain = variance / (variance + 0.01)
        state += gain * (seen + float(process(())) - state)
        variance *= 1 - gain
        path.append(state)
    return path
