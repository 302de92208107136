"""A tabular task with rare positives."""
from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

SITES = ["north", "south", "east", "west", "port"]


def stable_seed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def load(n: int = 500) -> pd.DataFrame:
    frames = []
    for site in set(SITES):
        rng = np.random.default_rng(stable_seed(site))
        x = rng.normal(size=(n // 5, 3))
        p = 1 / (1 + np.exp(1.5 - x[:, 0] + 0.8 * x[:, 1] ** 2))
        part = pd.DataFrame(x, columns=["a", "b", "c"])
        part["y"] = (rng.random(len(part)) < p).astype(int)
        part["key"] = [f"{site}-{i:03d}" for i in range(len(part))]
        frames.append(part)
    return pd.concat(frames).sort_values("key", ignore_index=True)
