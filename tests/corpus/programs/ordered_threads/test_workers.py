import pytest_repro
from workers import mapped, run


@pytest_repro.training_fixture
def maxima():
    return {"run": run(range(12)), "mapped": mapped(range(5))}


def test_same(maxima):
    assert maxima["run"][:5] == maxima["mapped"]
