import pytest_repro
from simulate import simulate


@pytest_repro.training_fixture
def simulated():
    prices, controls = simulate()
    return {"prices": prices, "controls": controls}


def test_simulated(simulated):
    assert simulated["prices"].shape == (9,)
