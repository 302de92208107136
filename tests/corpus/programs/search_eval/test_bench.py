import pytest_repro
from bench import benchmark
from metrics import average_precision


@pytest_repro.training_fixture
def scores():
    return benchmark()


def test_perfect_run():
    assert average_precision(["a", "b"], {"a", "b"}) == 1


def test_coverage(scores):
    assert 0 < scores["coverage"] <= 1
