import pytest_repro
from run import main


@pytest_repro.training_fixture
def code():
    return main()


def test_code(code):
    assert code.shape == (6,)
