import numpy as np
import pytest_repro
from series import run


@pytest_repro.training_fixture
def smoothed():
    return run()


def test_finite(smoothed):
    assert all(np.isfinite(part).all() for part in smoothed.values())
