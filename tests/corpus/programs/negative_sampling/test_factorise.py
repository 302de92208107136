import pytest_repro
from factorise import fit


@pytest_repro.training_fixture
def factors():
    return fit()


def test_shapes(factors):
    assert factors[0].shape == (12, 4)
