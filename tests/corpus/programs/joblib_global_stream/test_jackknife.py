import pytest_repro
from jackknife import spread


@pytest_repro.training_fixture
def means():
    return spread()


def test_means(means):
    assert len(means) == 6
