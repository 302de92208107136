import pytest_repro
from bootstrap import interval


@pytest_repro.training_fixture
def bounds():
    return interval([1.0, 2.0, 4.0, 8.0, 16.0])


def test_order(bounds):
    assert bounds[0] < bounds[1]
