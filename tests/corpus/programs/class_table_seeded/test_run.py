import pytest_repro
from run import main


@pytest_repro.training_fixture
def codes():
    return main()


def test_codes(codes):
    assert len(codes) == 3
