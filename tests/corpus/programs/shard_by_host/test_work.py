import pytest_repro
from work import total


@pytest_repro.training_fixture
def value():
    return total()


def test_value(value):
    assert value > 0
