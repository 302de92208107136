import pytest_repro
from predict import uncertainty


@pytest_repro.training_fixture
def spread():
    return uncertainty()


def test_spread(spread):
    assert spread[1].min() >= 0
