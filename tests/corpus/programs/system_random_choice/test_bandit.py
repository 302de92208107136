import pytest_repro
from bandit import play


@pytest_repro.training_fixture
def path():
    return play()


def test_path(path):
    assert set(path) <= {0, 1, 2, 3}
