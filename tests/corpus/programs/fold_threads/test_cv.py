import numpy as np
import pytest_repro
from folds import cross_validate
from model import dataset, fit, predict, score


@pytest_repro.training_fixture(scope="module")
def validated():
    x, y = dataset()
    models, scores, hits = cross_validate(fit, score, x, y)
    votes = np.stack([predict(model, x) for model in models])
    return {"scores": scores, "hits": hits, "best": int(scores.argmax()), "votes": votes.sum(axis=0)}


def test_accuracy(validated):
    assert validated["scores"].mean() > 0.7


def test_hits(validated):
    assert validated["hits"] > 250
