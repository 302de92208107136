import pytest_repro
import search


@pytest_repro.training_fixture
def best():
    return search.search()


def test_history(best):
    assert len(best["history"]) == 3
    assert best["winner"] in best["history"][-1]


def test_curve(best):
    assert len(best["curve"]) == 5
