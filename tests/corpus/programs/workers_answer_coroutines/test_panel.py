import pytest_repro
from panel import run


@pytest_repro.training_fixture
def judged():
    return run()


def test_judged(judged):
    assert judged["started"] == 12
