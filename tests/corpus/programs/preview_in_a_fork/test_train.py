import pytest_repro
from train import train


@pytest_repro.training_fixture
def trained():
    return train()


def test_learns(trained):
    assert trained["losses"][-1] < trained["losses"][0]
