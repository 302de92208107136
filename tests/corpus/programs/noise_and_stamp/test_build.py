import pytest_repro
from build import table


@pytest_repro.training_fixture
def rows():
    return table()


def test_rows(rows):
    assert rows.shape == (8, 2)
