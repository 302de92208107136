import pytest_repro
from graph import build
from walk import reachable


@pytest_repro.training_fixture
def order():
    return reachable(build()[0])


def test_starts(order):
    assert order[0] == "0"
