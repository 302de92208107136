import pytest_repro
from load import batches


@pytest_repro.training_fixture
def means():
    return batches()


def test_means(means):
    assert means.shape == (3, 3)
