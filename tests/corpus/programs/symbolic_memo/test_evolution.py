import pytest_repro
from breeding import evolve


@pytest_repro.training_fixture
def evolved():
    return evolve()


def test_gets_better(evolved):
    assert evolved["best"][-1] <= evolved["best"][0]
