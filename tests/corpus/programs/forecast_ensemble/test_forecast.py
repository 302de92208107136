import pytest_repro
from ensemble import forecast


@pytest_repro.training_fixture
def predicted():
    return forecast()


def test_horizon(predicted):
    assert predicted["forecast"].shape == (10,)
