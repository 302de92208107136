"""Boosted stumps under a configuration, with runs kept apart in a temporary folder."""
import json
import tempfile
from pathlib import Path

import numpy as np

from layers import Config, write_layers


def data(noise, n=120, seed=60):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, size=(n, 2))
    return x, np.sin(x[:, 0]) + 0.5 * x[:, 1] + noise * rng.normal(size=n)


def best_stump(x, residual, cuts=8):
    best = None
    for j in range(x.shape[1]):
        for cut in np.quantile(x[:, j], np.linspace(0.1, 0.9, cuts)):
            left = x[:, j] <= cut
            a, b = residual[left].mean(), residual[~left].mean()
            loss = ((residual - np.where(left, a, b)) ** 2).sum()
            if best is None or loss < best[0]:
                best = (loss, j, cut, a, b)
    return best[1:]


def boost(x, y, depth, rate):
    pred = np.full(len(y), y.mean())
    for _ in range(4 * depth):
        j, cut, a, b = best_stump(x, y - pred)
        pred += rate * np.where(x[:, j] <= cut, a, b)
    return pred


def sweep(folder):
    config = Config(write_layers(folder))
    model, section = config.section("model"), config.section("data")
    print(config.banner())
    with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
        target = Path(scratch) / "result.json"
        x, y = data(section["noise"])
        folds = np.random.default_rng(model["seed"]).integers(0, section["folds"], len(y))
        losses = [float(((boost(x[folds == f], y[folds == f], model["depth"], model["rate"])
                          - y[folds == f]) ** 2).mean()) for f in range(section["folds"])]
        target.write_text(json.dumps({"losses": losses, "model": model}))
        stored = json.loads(target.read_text())
    return {**stored, "data": sorted(section.items()), "layers": len(config.layers)}
