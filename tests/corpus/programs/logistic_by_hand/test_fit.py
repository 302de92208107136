import numpy as np
import pytest_repro
from fit import fit


@pytest_repro.training_fixture
def weights():
    rows = [[f"w{i % 5}", f"v{i % 7}", f"u{i}"] for i in range(40)]
    return fit(rows, np.array([i % 2 for i in range(40)], dtype=float))


def test_weights(weights):
    assert len(weights) > 10
