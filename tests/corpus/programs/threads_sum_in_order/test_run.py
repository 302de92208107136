import pytest_repro
from run import run


@pytest_repro.training_fixture
def values():
    results, keys = run()
    return {"results": results, "keys": keys}


def test_values(values):
    assert len(values["results"]) == 30
