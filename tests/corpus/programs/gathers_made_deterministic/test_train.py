import pytest_repro
from train import train


@pytest_repro.training_fixture(scope="session")
def factors():
    return train()


def test_descends(factors):
    assert factors["losses"][-1] < factors["losses"][0]
