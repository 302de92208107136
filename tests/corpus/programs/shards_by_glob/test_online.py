import pytest_repro
from online import labels, running, shards


@pytest_repro.training_fixture
def state(folder):
    return {"state": running(shards(folder)), "labels": labels(folder)}


def test_state(state):
    assert len(state["labels"]) == 9
