import warnings

import pytest_repro
from data import data
from search import search


@pytest_repro.training_fixture(scope="module")
def searched():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        grid = search(*data())
    return {"scores": grid.cv_results_["mean_test_score"], "weights": grid.best_estimator_.coefs_}


def test_searched(searched):
    assert len(searched["scores"]) == 2
