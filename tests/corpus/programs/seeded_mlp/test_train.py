import pytest_repro
from train import train


@pytest_repro.training_fixture
def trained():
    net, loss = train()
    return {"model": net, "loss": loss}


def test_learns(trained):
    assert trained["loss"] < 10
