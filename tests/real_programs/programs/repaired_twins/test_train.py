import pytest_repro
from data import sales, texts
from train import encode, means, tune, vectors


@pytest_repro.training_fixture
def features():
    return {"means": means(sales()), "ids": encode(texts()), "vectors": vectors(texts()), "best": tune()}


def test_features(features):
    assert len(features["means"]) == 97
