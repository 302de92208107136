import pytest_repro
from train import train


@pytest_repro.training_fixture
def model():
    return train()


def test_model(model):
    assert model.weight.shape == (2, 3)
