import pytest_repro
from decode import run


@pytest_repro.training_fixture
def decoded():
    return run()


def test_length(decoded):
    assert len(decoded["tokens"]) == 25
    assert decoded["keys"].shape == (25,)
