import pytest_repro
from fit import fit


@pytest_repro.training_fixture(scope="module")
def schedule():
    return fit()


def test_error_falls(schedule):
    assert schedule["history"][-1] < schedule["history"][0]


def test_slope(schedule):
    assert 0 < float(schedule["slope"]) < 0.02
