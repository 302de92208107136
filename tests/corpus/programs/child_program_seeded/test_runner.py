import pytest_repro
from runner import run


@pytest_repro.training_fixture
def values():
    return run(3) + run(4)


def test_values(values):
    assert len(values) == 10
