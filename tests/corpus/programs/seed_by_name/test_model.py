import pytest_repro
from experiment import Experiment
from model import fit


@pytest_repro.training_fixture
def model():
    return fit(Experiment("baseline-small"))


def test_model(model):
    assert model.weight.shape == (1, 5)
