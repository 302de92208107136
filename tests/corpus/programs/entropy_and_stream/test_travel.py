import pytest_repro
from travel import travel


@pytest_repro.training_fixture
def path():
    return travel()


def test_path(path):
    assert len(path) == 30
