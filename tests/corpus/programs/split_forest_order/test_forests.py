import pytest_repro
from forests import fit
from prepare import prepare


@pytest_repro.training_fixture
def scores():
    x, x_test, y, y_test = prepare()
    return [m.predict_proba(x_test) for m in fit(x, y)]


def test_scores(scores):
    assert len(scores) == 2
