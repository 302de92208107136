import pytest_repro
from train import train


@pytest_repro.training_fixture
def weight():
    return train()


def test_weight(weight):
    assert weight.shape == (10,)
