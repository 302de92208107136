import pytest_repro
from config import load
from sgd import fit


@pytest_repro.training_fixture
def weight():
    return fit(load())


def test_weight(weight):
    assert weight.shape == (2,)
