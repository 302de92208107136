import pytest_repro

from folds import cross_validate


@pytest_repro.training_fixture(scope="module")
def calibration():
    return cross_validate()


def test_rows(calibration):
    assert calibration["rows"] == 500


def test_scores_are_small(calibration):
    assert calibration["Platt"].max() < 1 and calibration["Isotonic"].max() < 1
