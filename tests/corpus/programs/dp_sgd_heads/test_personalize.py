import pytest_repro
from personalize import run


@pytest_repro.training_fixture
def personalized():
    return run()


def test_heads_move(personalized):
    assert personalized["heads"].shape == (160, 6)
    assert personalized["heads"].std() > 0
