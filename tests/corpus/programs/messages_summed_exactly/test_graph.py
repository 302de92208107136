import pytest_repro
from classify import classify


@pytest_repro.training_fixture
def classified():
    return classify()


def test_it_learns(classified):
    assert classified["losses"][-1] < classified["losses"][0]
