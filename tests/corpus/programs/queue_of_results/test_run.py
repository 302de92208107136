import pytest_repro
from average import average
from run import run


@pytest_repro.training_fixture
def averaged():
    found = run()
    return {"average": average(found), "order": [number for number, _ in found]}


def test_averaged(averaged):
    assert len(averaged["order"]) == 10
