import pytest_repro
from tuning import tune


@pytest_repro.training_fixture
def best():
    return tune()


def test_best(best):
    assert set(best) == {"x", "y"}
