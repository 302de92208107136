import pytest_repro
from embedding import fit


@pytest_repro.training_fixture
def sums():
    return fit()


def test_size(sums):
    assert sums.shape == (7,)
