import pytest_repro
from features import rows


@pytest_repro.training_fixture
def table():
    return rows()


def test_rows(table):
    assert len(table) == 3
