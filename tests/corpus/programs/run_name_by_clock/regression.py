import numpy as np


def fit(run, steps=40):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(50, 3))
    y = x @ np.array([1.0, -2.0, 0.5])
    weights = np.zeros(3)
    for step in range(steps):
        error = x @ weights - y
        weights -= 0.05 * x.T @ error / len(y)
        if step % 10 == 0:
            run.log(step, float((error**2).mean()))
    return weights
