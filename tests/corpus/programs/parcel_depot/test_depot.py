import pytest_repro

from depot import Depot
from model import delay_model


@pytest_repro.training_fixture
def depot_run():
    waits, order = Depot().run()
    result = delay_model(waits)
    result["first"] = order[:30]
    result["total"] = sum(waits.values())
    return result


def test_waits_are_long(depot_run):
    assert depot_run["total"] > 0


def test_first_names(depot_run):
    assert len(set(depot_run["first"])) == 30
