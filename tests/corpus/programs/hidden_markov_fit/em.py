import numpy as np


def fit(x, k=2, seed=0, limit=100):
    rng = np.random.default_rng(seed)
    means = rng.choice(x, k, replace=False)
    scales = np.full(k, x.std())
    shares = np.full(k, 1 / k)
    previous = -np.inf
    for step in range(limit):
        density = shares * np.exp(-((x[:, None] - means) ** 2) / (2 * scales**2)) / scales
        total = density.sum(1)
        likelihood = np.log(total).sum()
        r = density / total[:, None]
        shares = r.mean(0)
        means = (r * x[:, None]).sum(0) / r.sum(0)
        scales = np.sqrt((r * (x[:, None] - means) ** 2).sum(0) / r.sum(0)) + 1e-6
        if likelihood - previous < 1e-8:
            break
        previous = likelihood
    return {"means": means, "scales": scales, "shares": shares, "steps": step}
