import pytest_repro
from asha import Asha


@pytest_repro.training_fixture
def searched():
    return Asha().run()


def test_all_tried(searched):
    assert {trial for trial, rung in searched["evaluated"] if rung == 0} == set(range(18))
