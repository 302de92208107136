import pytest_repro
from series import features


@pytest_repro.training_fixture
def table():
    return features()


def test_shape(table):
    assert table.shape == (3, 60)
