import pytest_repro
from replay import run


@pytest_repro.training_fixture
def replay():
    drained, top = run()
    return {"drained": drained, "top": top}


def test_replay(replay):
    assert len(replay["drained"]) == 12
