import pytest_repro
from search import search


@pytest_repro.training_fixture
def best():
    return search()


def test_best(best):
    assert best["tried"] > 0
