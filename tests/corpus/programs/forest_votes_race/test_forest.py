import pytest_repro
from forest import probabilities


@pytest_repro.training_fixture
def votes():
    return probabilities()


def test_shape(votes):
    assert votes.shape == (6000, 4)
