import pytest_repro
from classify import classify


@pytest_repro.training_fixture(scope="session")
def classified():
    return classify()


def test_probabilities(classified):
    assert ((classified["probabilities"] >= 0) & (classified["probabilities"] <= 1)).all()
