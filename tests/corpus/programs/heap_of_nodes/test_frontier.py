import pytest_repro
from frontier import Frontier, by_name
from node import states


@pytest_repro.training_fixture
def expanded():
    frontier = Frontier()
    for state in states():
        frontier.push(state)
    return {"order": [frontier.pop().name for _ in range(24)], "named": by_name(states())}


def test_expanded(expanded):
    assert len(expanded["order"]) == 24
