import pytest_repro
from perceptron import fit


@pytest_repro.training_fixture
def fitted():
    return fit()


def test_fitted(fitted):
    assert len(fitted["scores"]) == 3
