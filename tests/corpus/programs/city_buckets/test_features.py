import pytest_repro
from cities import visits
from features import encode, summarise


@pytest_repro.training_fixture
def features():
    encoded = encode(visits())
    return {"encoded": encoded, "means": summarise(encoded)}


def test_features(features):
    assert len(features["encoded"]) == 40
