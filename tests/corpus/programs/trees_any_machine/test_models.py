import pytest_repro
from models import fit


@pytest_repro.training_fixture
def predicted():
    return fit()


def test_lengths(predicted):
    assert len(predicted[0]) == 800
