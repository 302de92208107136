import pytest_repro
from fit import fit


@pytest_repro.training_fixture(scope="module")
def fitted():
    weights, history = fit()
    return {"weights": weights, "history": history}


def test_loss_falls(fitted):
    assert fitted["history"][-1] < fitted["history"][0]
