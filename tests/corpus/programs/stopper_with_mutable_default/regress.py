import numpy as np
from stopping import decayed, plateau


def sample(size=60, seed=19):
    rng = np.random.default_rng(seed)
    x = np.c_[np.ones(size), rng.uniform(-1, 1, (size, 2))]
    y = x @ np.array([0.5, 1.5, -1.0]) + 0.3 * rng.standard_normal(size)
    return (x[:40], y[:40]), (x[40:], y[40:])


def regress(epochs=80, rate=0.2):
    (x, y), (x_valid, y_valid) = sample()
    weights = np.zeros(3)
    for epoch in range(epochs):
        weights -= decayed(rate, epoch) * x.T @ (x @ weights - y) / len(y)
        valid = float(np.mean((x_valid @ weights - y_valid) ** 2))
        if plateau(valid):
            break
    return {"weights": weights, "valid": valid, "epochs": epoch + 1}
