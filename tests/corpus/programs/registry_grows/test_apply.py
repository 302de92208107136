import pytest_repro
from apply import apply
from registry import TRANSFORMS, register


def test_registering():
    register("triple", 3.0)
    assert len(TRANSFORMS) >= 2


@pytest_repro.training_fixture
def applied():
    return apply(1.0)


def test_applied(applied):
    assert applied > 1
