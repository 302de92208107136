import pytest_repro
from data import sample
from interval import interval, seeded


@pytest_repro.training_fixture
def bounds():
    values = sample()
    low, high = interval(values)
    return {"low": low, "high": high, "error": seeded(values)}


def test_bounds(bounds):
    assert bounds["low"] < bounds["high"]
