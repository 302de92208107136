import pytest_repro
from counts import frequencies
from settings import settings


def test_without_smoothing():
    settings.smoothing = 0.0
    assert frequencies("a b")["a"] == 0.5


@pytest_repro.training_fixture
def table():
    return frequencies("A rose is a rose is a rose")


def test_table(table):
    assert "rose" in table
