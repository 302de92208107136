import numpy as np
import pytest_repro

from ridge import search


@pytest_repro.training_fixture(scope="module")
def best_ridge():
    return search()


def test_best_is_in_range(best_ridge):
    assert 1e-4 <= best_ridge["best"]["alpha"] <= 100


def test_losses(best_ridge):
    assert np.isfinite(best_ridge["losses"]).all()
