import pytest_repro
from train import run


@pytest_repro.training_fixture(scope="module")
def resumed():
    net, history = run()
    return {"net": net.state_dict(), "history": history}


def test_history(resumed):
    assert len(resumed["history"]) == 6
