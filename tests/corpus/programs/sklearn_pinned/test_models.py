import pytest_repro
from data import load
from models import candidates


@pytest_repro.training_fixture
def scores():
    x_train, x_test, y_train, y_test = load()
    return {name: model.fit(x_train, y_train).score(x_test, y_test) for name, model in candidates().items()}


def test_better_than_chance(scores):
    assert min(scores.values()) > 0.6
