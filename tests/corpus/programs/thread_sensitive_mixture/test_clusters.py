import pytest_repro
from clusters import clusters


@pytest_repro.training_fixture
def means():
    return clusters()


def test_shape(means):
    assert means.shape == (6, 40)
