import pytest_repro
from train import train


@pytest_repro.training_fixture
def merges():
    found, pieces = train(6)
    return {"merges": found, "pieces": pieces}


def test_merges(merges):
    assert len(merges["merges"]) == 6
