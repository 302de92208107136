import pytest_repro
from feed import run


@pytest_repro.training_fixture
def rows():
    return run()


def test_rows(rows):
    assert sorted(rows)[:4] == [0, 1, 2, 3]
