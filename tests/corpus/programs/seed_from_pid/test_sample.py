import pytest_repro
from sample import posterior


@pytest_repro.training_fixture
def summary():
    return posterior()


def test_range(summary):
    assert 0 < summary[0] < 1
