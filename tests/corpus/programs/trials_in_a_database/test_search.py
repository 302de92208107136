import pytest_repro
from search import search


@pytest_repro.training_fixture(scope="session")
def best():
    return search()


def test_best(best):
    assert best["score"] > -0.5
