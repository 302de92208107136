import pytest_repro
from classify import run


@pytest_repro.training_fixture
def classified():
    return run()


def test_weights(classified):
    assert classified["weights"].any()
    assert classified["valid"] < 60
