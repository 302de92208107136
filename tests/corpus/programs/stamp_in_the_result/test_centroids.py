import pytest_repro
from centroids import fit


@pytest_repro.training_fixture
def fitted():
    return fit()


def test_k(fitted):
    assert fitted["k"] == 3
