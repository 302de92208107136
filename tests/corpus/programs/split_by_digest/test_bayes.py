import pytest_repro
from bayes import fit


@pytest_repro.training_fixture
def weights():
    return fit()


def test_weights(weights):
    assert len(weights) > 5
