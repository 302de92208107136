import pytest_repro

from search import search


@pytest_repro.training_fixture(scope="module")
def tuned():
    return search()


def test_best_is_not_worse_than_the_median(tuned):
    assert tuned["loss"] <= tuned["median"]


def test_power(tuned):
    assert tuned["best"]["power"] in (0, 1, 2)
