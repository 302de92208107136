import numpy as np
import pytest_repro
from gather import run


@pytest_repro.training_fixture
def table():
    return np.array(run([f"text {'x' * i}" for i in range(12)]))


def test_table(table):
    assert table.shape == (12, 8)
