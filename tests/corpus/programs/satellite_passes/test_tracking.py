import pytest_repro

from stations import STATIONS
from tracking import track


@pytest_repro.training_fixture
def orbit():
    return track()


def test_all_passes_arrive(orbit):
    assert len(orbit["track"]) == sum(STATIONS.values())


def test_settles_near_the_truth(orbit):
    assert abs(orbit["final"] - 4.0) < 1.5
