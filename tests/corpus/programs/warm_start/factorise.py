"""Implicit-feedback factorisation with alternating least squares."""
import numpy as np

from store import CheckpointStore


def interactions(users=30, items=18, seed=13):
    rng = np.random.default_rng(seed)
    taste = rng.normal(size=(users, 2)) @ rng.normal(size=(2, items))
    return (taste + rng.normal(0, 0.4, taste.shape) > 0.5).astype(float)


class ALS:
    def __init__(self, rank=4, ridge=0.1, seed=0, store=None):
        self.rank, self.ridge, self.seed = rank, ridge, seed
        self.store = store

    def initial(self, shape):
        rng = np.random.default_rng(self.seed)
        return {
            "users": rng.normal(0, 0.1, (shape[0], self.rank)),
            "items": rng.normal(0, 0.1, (shape[1], self.rank)),
        }

    def restore(self, shape):
        """Continue where the last run stopped, if there is one that fits."""
        found = self.store.latest() if self.store else None
        if found and found[1]["users"].shape == (shape[0], self.rank):
            return found
        return 0, self.initial(shape)

    def solve(self, ratings, fixed):
        gram = fixed.T @ fixed + self.ridge * np.eye(self.rank)
        return np.linalg.solve(gram, fixed.T @ ratings.T).T

    def fit(self, ratings, sweeps=3):
        start, factors = self.restore(ratings.shape)
        losses = []
        for step in range(start, start + sweeps):
            factors["users"] = self.solve(ratings, factors["items"])
            factors["items"] = self.solve(ratings.T, factors["users"])
            losses.append(float(((ratings - factors["users"] @ factors["items"].T) ** 2).mean()))
        if self.store:
            self.store.save(start + sweeps, **factors)
        return {**factors, "losses": losses}


def run():
    return ALS(store=CheckpointStore("als-small")).fit(interactions())
