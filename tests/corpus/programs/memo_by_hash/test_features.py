import pytest_repro
from features import featurise

TEXTS = ["a small text", "another small text", "a small text", "the end"]


@pytest_repro.training_fixture
def features():
    rows, hits = featurise(TEXTS)
    return {"rows": rows, "hits": hits}


def test_hits(features):
    assert features["hits"] == 1
