import pytest_repro
from als import recommend


@pytest_repro.training_fixture
def recommended():
    return recommend()


def test_top(recommended):
    assert recommended["top"].shape == (40, 5)
