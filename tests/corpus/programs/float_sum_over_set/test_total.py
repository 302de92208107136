import pytest_repro
from total import total


@pytest_repro.training_fixture
def sums():
    return total()


def test_sum(sums):
    assert sums[0] > 0
