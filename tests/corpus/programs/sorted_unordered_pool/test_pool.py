import pytest_repro
from pool import processes, threads


@pytest_repro.training_fixture
def simulated():
    return {"processes": processes(), "threads": threads()}


def test_simulated(simulated):
    assert len(simulated["processes"]) == 8
