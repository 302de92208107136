import pytest_repro
from model import fit


@pytest_repro.training_fixture
def fitted():
    return fit()


def test_columns(fitted):
    assert len(fitted["columns"]) == len(fitted["counts"])
