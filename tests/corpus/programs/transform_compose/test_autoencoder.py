import pytest_repro
from autoencoder import train


@pytest_repro.training_fixture
def trained():
    model, losses = train()
    return {"model": model, "losses": losses}


def test_trained(trained):
    assert len(trained["losses"]) == 8
