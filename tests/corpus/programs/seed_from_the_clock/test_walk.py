import pytest_repro
from walk import walk


@pytest_repro.training_fixture
def paths():
    return [walk(seed=1), walk()]


def test_lengths(paths):
    assert len(paths[0]) == len(paths[1])
