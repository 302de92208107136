import pytest_repro
from filter import kalman


@pytest_repro.training_fixture
def path():
    return kalman()


def test_length(path):
    assert len(path) == 50
