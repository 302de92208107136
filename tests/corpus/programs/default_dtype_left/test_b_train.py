import pytest_repro
from net import train


@pytest_repro.training_fixture
def model():
    return train()


def test_model(model):
    assert model.weight.shape == (2, 5)
