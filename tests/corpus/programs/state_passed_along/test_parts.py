import numpy as np
import pytest_repro
from parts import sample, scores


@pytest_repro.training_fixture
def scored():
    rng = np.random.RandomState(7)
    x = sample(rng, 60)
    return {"x": x, "scores": scores(x, (x[:, 0] > 0).astype(int), rng)}


def test_scored(scored):
    assert len(scored["scores"]) == 3
