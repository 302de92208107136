import numpy as np
import pytest_repro
from boost import Boosting


@pytest_repro.training_fixture
def boosted():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(80, 3))
    model = Boosting().fit(x, np.sin(x[:, 0]) + x[:, 1])
    return {"fitted": model.fitted, "rules": np.array(model.stumps)}


def test_boosted(boosted):
    assert boosted["rules"].shape == (6, 4)
