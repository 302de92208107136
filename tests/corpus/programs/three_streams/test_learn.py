import pytest_repro
from learn import learn


@pytest_repro.training_fixture
def predictions():
    return learn()


def test_predictions(predictions):
    assert predictions.shape == (12, 1)
