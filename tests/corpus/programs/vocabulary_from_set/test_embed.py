import pytest_repro
from embed import embed


@pytest_repro.training_fixture
def vectors():
    return embed()


def test_shape(vectors):
    assert vectors.shape == (3, 5)
