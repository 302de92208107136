import pytest_repro
from shares import shares


@pytest_repro.training_fixture
def counts():
    return shares()


def test_bins(counts):
    assert len(counts) == 7
