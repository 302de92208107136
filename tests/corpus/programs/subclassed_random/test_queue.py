import pytest_repro
from simulate import queue


@pytest_repro.training_fixture
def waits():
    return queue()


def test_waits(waits):
    assert min(waits) >= 0
