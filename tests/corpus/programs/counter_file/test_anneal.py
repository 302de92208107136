import pytest_repro
from anneal import temperature


@pytest_repro.training_fixture
def schedule():
    return temperature()


def test_falls(schedule):
    assert schedule[0] > schedule[-1]
