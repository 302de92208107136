import pytest_repro
from boost import boost


@pytest_repro.training_fixture
def boosted():
    return boost(seed=14)


def test_boosted(boosted):
    assert len(boosted["entries"]) == boosted["opened"]
