import pytest_repro
from train import train


@pytest_repro.training_fixture
def learned():
    agent, lengths = train()
    return {"q": agent.values, "lengths": lengths}


def test_learned(learned):
    assert len(learned["lengths"]) == 25
