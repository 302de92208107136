import pytest_repro
from evolve import Search
from genome import fitness


@pytest_repro.training_fixture
def best():
    search = Search(4)
    for _ in range(10):
        search.generation()
    return {"people": search.people, "best": max(map(fitness, search.people))}


def test_best(best):
    assert best["best"] > 0
