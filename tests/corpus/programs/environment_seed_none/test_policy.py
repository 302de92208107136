import pytest_repro
from policy import train


@pytest_repro.training_fixture
def estimates():
    free, pinned = train()
    return {"free": free, "pinned": pinned}


def test_estimates(estimates):
    assert estimates["free"].shape == (5,)
