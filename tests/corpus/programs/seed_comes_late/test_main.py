import pytest_repro
from main import run


@pytest_repro.training_fixture
def model():
    return run()


def test_parameters(model):
    assert sum(p.numel() for p in model.parameters()) == 26
