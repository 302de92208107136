import pytest_repro
from experiment import run


@pytest_repro.training_fixture
def swept():
    return run()


def test_cache(swept):
    assert swept["hits"] == 1
