import pytest_repro
from probe import train
from store import cached


@pytest_repro.training_fixture(scope="module")
def weights():
    return cached("probe", train)


def test_weights(weights):
    assert weights["weight"].shape == (2, 6)
