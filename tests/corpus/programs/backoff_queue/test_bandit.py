import pytest_repro
from bandit import run


@pytest_repro.training_fixture
def played():
    return run()


def test_every_batch(played):
    assert played["steps"] == 24 * 16
    assert not played["stalled"]
