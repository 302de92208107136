import pytest_repro
from folds import folds


@pytest_repro.training_fixture
def sums():
    return folds()


def test_total(sums):
    assert sum(sums) == sum(v * v % 17 for v in range(20))
