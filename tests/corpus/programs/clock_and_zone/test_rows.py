import pytest_repro
from rows import rows


@pytest_repro.training_fixture
def table():
    return rows()


def test_three(table):
    assert len(table["age"]) == 3
