import pytest_repro
from totals import run


@pytest_repro.training_fixture
def sums():
    total, best, passes = run()
    return {"total": total, "best": best, "passes": passes}


def test_sums(sums):
    assert sums["total"] == sums["passes"]
