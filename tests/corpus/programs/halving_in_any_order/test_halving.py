import pytest_repro
from halving import halving


@pytest_repro.training_fixture(scope="session")
def halved():
    return halving()


def test_rungs(halved):
    assert [len(rung) for rung in halved["history"]] == [12, 6, 3]
