import pytest_repro
from augment import augment


@pytest_repro.training_fixture
def rows():
    return augment()


def test_rows(rows):
    assert rows.min() >= 0 and rows.max() <= 10
