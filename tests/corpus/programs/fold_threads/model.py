import numpy as np


def dataset(count=360, seed=8):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 6))
    y = (x[:, 0] - 0.7 * x[:, 1] + 0.4 * x[:, 2] * x[:, 3] + 0.3 * rng.normal(size=count) > 0).astype(int)
    return x, y


def fit(x, y, rng, features=40, ridge=1e-2):
    """Random Fourier features and a ridge."""
    frequencies = rng.normal(scale=0.5, size=(x.shape[1], features))
    phase = rng.uniform(0, 2 * np.pi, features)
    z = np.cos(x @ frequencies + phase)
    gram = z.T @ z + ridge * np.eye(features)
    return frequencies, phase, np.linalg.solve(gram, z.T @ (2.0 * y - 1))


def predict(model, x):
    frequencies, phase, weight = model
    return np.cos(x @ frequencies + phase) @ weight > 0


def score(model, x, y):
    right = predict(model, x) == y
    return right.mean(), int(right.sum())
