import pytest_repro
from run import run


@pytest_repro.training_fixture
def rows():
    return run()


def test_rows(rows):
    assert rows.shape == (51, 101)
