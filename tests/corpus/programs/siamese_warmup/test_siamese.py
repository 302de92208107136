import pytest_repro
from siamese import run


@pytest_repro.training_fixture
def siamese():
    return run()


def test_it_learns(siamese):
    assert siamese["losses"][-1] < siamese["losses"][0]
