import pytest_repro
from market import trade


@pytest_repro.training_fixture
def outcome():
    return trade()


def test_outcome(outcome):
    assert len(outcome[0]) == 36
