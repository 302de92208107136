import numpy as np
import store
from objective import objective


def search(rounds=6, seed=9, width=0.5):
    rng = np.random.default_rng(seed)
    alpha, gamma, best = max(store.history(), key=lambda trial: trial[2])
    made = []
    for _ in range(rounds):
        a, g = np.array([alpha, gamma]) * np.exp(rng.normal(0, width, 2))
        score = objective(a, g)
        made.append((float(a), float(g), score))
        if score > best:
            alpha, gamma, best = made[-1]
    store.add(made)
    return {"alpha": float(alpha), "gamma": float(gamma), "score": best, "made": made}
