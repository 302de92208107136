import pytest_repro
from net import train


@pytest_repro.training_fixture
def trained():
    model, budget = train()
    return {"model": model, "budget": budget}


def test_trained(trained):
    assert trained["budget"] > 0
