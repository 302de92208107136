import pytest_repro
from batches import batches


@pytest_repro.training_fixture
def first():
    return batches()


def test_count(first):
    assert len(first) == 4
