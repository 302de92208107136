import pytest_repro
from noise import folds, signal


@pytest_repro.training_fixture
def prepared():
    values = signal()
    test, train = folds()
    return [values[i] for i in test], [values[i] for i in train]


def test_lengths(prepared):
    assert len(prepared[0]) == 10
