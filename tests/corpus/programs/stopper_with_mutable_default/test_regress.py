import pytest_repro
from regress import regress


@pytest_repro.training_fixture(scope="module")
def regression():
    return regress()


def test_stops(regression):
    assert 1 <= regression["epochs"] <= 80
