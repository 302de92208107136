import pytest_repro
from fit import fit


@pytest_repro.training_fixture
def fitted():
    state, losses = fit()
    return {"state": state, "losses": losses}


def test_descends(fitted):
    assert fitted["losses"][-1] < fitted["losses"][0] + 1
