import pytest_repro
from fit import fit


@pytest_repro.training_fixture
def coefficients():
    return fit()


def test_shape(coefficients):
    assert coefficients.shape == (1, 60)
