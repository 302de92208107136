import numpy as np
import pytest
import pytest_repro
from evolve import evolve


@pytest.fixture
def rng():
    return np.random.default_rng(2024)


@pytest_repro.training_fixture
def champion(rng):
    net, score = evolve(rng)
    return {"score": score, "weights": [layer.weights for layer in net]}


def test_score(champion):
    assert champion["score"] < 3
