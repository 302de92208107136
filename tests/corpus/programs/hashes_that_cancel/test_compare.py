import pytest_repro
from compare import compare


@pytest_repro.training_fixture
def compared():
    return compare([f"line {i} with words w{i % 4} and x{i % 3} after {'y' * i}" for i in range(10)])


def test_compared(compared):
    assert len(compared["scores"]) == 10
