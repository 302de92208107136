"""Offline evaluation by rejection sampling on logged traffic."""
from __future__ import annotations

import random

import numpy as np

CREATIVES = ("cat", "dog", "fish", "owl")
RATES = dict(zip(CREATIVES, (0.11, 0.14, 0.06, 0.19)))


def traffic(n: int, seed: int):
    rng = random.Random(f"traffic-{seed}")
    for _ in range(n):
        shown = rng.choice(CREATIVES)
        yield shown, float(rng.random() < RATES[shown])


def replay(policy, n: int = 1500, seed: int = 1) -> dict:
    kept, total = 0, 0.0
    curve = []
    for shown, reward in traffic(n, seed):
        if policy.choose() != shown:
            continue
        kept, total = kept + 1, total + reward
        policy.book[shown].update(reward)
        curve.append(total / kept)
    return {"kept": kept, "rate": total / max(kept, 1), "curve": np.array(curve[::25])}
