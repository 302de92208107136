import pytest_repro
from classify import fit


@pytest_repro.training_fixture
def probabilities():
    return fit()


def test_probabilities(probabilities):
    assert probabilities.shape[1] == 3
