import pytest_repro
from rank import run


@pytest_repro.training_fixture
def ranked():
    return run()


def test_whole_web(ranked):
    assert ranked["pages"] == 40
    assert sorted(ranked["weights"]) == ["bike", "moss", "tea"]
