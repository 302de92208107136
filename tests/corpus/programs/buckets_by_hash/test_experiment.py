import pytest_repro
from experiment import effect


@pytest_repro.training_fixture
def means():
    return effect()


def test_groups(means):
    assert set(means) == {"test", "control"}
