import pytest_repro
from regress import means


@pytest_repro.training_fixture(scope="module")
def table(frame, weights):
    return means(frame, weights)


def test_table(table):
    assert len(table) == 4


def test_groups(frame):
    assert frame["group"].nunique() == 4
