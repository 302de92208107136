"""The search space and the objective of a small boosted model."""

import math


def grid(rng):
    return {
        "eta": math.exp(rng.uniform(math.log(0.01), math.log(0.5))),
        "depth": int(rng.integers(2, 9)),
        "subsample": float(rng.uniform(0.5, 1.0)),
    }


def objective(config, resource, rng):
    """A learning curve: what so many rounds reach, with the noise of a validation split."""
    best = 0.08 + 0.3 * abs(math.log10(config["eta"]) + 1.0) + 0.02 * abs(config["depth"] - 5)
    curve = best + 0.5 * math.exp(-resource * config["eta"])
    busy = sum(math.sqrt(i) for i in range(4000 * resource))
    return curve + 0.004 * rng.standard_normal() + 0.0 * busy
