import pytest_repro
from texts import texts
from topics import classify, topics


@pytest_repro.training_fixture
def model():
    rows = topics(texts())
    return {"rows": rows, "coef": classify(rows, [i % 2 for i in range(len(rows))])}


def test_model(model):
    assert model["rows"].shape == (36, 3)
