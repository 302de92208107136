import pytest_repro
from search import run


@pytest_repro.training_fixture
def searched():
    return run()


def test_policy(searched):
    assert abs(sum(searched["policy"].values()) - 1) < 1e-9
