import pytest_repro
from caller import values


@pytest_repro.training_fixture
def numbers():
    return values()


def test_four(numbers):
    assert len(numbers) == 4
