import pytest_repro
from choose import choose


@pytest_repro.training_fixture
def chosen():
    return choose()


def test_chosen(chosen):
    assert chosen["word"]
