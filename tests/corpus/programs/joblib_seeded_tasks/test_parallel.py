import numpy as np
import pytest_repro
from parallel import run


@pytest_repro.training_fixture
def means():
    return run(np.arange(20.0))


def test_means(means):
    assert len(means) == 8
