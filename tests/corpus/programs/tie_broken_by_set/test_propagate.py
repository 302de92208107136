import pytest_repro
from propagate import propagate


@pytest_repro.training_fixture
def labels():
    return propagate()


def test_labels(labels):
    assert labels
