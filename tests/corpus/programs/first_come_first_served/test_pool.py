import pytest_repro
from pool import run


@pytest_repro.training_fixture
def results():
    return run()


def test_all(results):
    assert len(results) == 10
