import pytest_repro
from fit import fit


@pytest_repro.training_fixture
def gradients():
    return fit()


def test_gradients(gradients):
    assert len(gradients[1]) == 9
