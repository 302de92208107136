import pytest_repro
from topics import topics


@pytest_repro.training_fixture
def factors():
    return topics()


def test_shapes(factors):
    assert factors[0].shape == (400, 8)
