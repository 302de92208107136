import pytest_repro
from sequence import states


@pytest_repro.training_fixture
def hidden():
    return states()


def test_bounded(hidden):
    assert hidden.abs().max() <= 1
