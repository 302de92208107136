import pytest_repro
from town import simulate


@pytest_repro.training_fixture
def outbreak():
    return simulate()


def test_nobody_is_lost(outbreak):
    assert (outbreak["curve"].sum(axis=1) == 500).all()
