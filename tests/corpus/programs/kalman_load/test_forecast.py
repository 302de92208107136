import numpy as np
import pytest_repro

from forecast import forecast


@pytest_repro.training_fixture(scope="module")
def load_forecast():
    return forecast()


def test_a_day_ahead(load_forecast):
    assert load_forecast["ahead"].shape == (24,) and np.isfinite(load_forecast["ahead"]).all()


def test_ratio(load_forecast):
    assert 1e-4 <= load_forecast["ratio"] <= 10
