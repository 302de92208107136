import numpy as np
from data import counts, split, targets

from pytest_repro import training_fixture

REVIEWS = [
    ("a fine warm film", "good"),
    ("dull and far too long", "bad"),
    ("warm and funny", "good"),
    ("a long dull talk", "bad"),
    ("fine music and a fine cast", "good"),
    ("too loud too long", "bad"),
    ("funny warm and short", "good"),
    ("a cast that talks and talks", "bad"),
]


@training_fixture
def weights():
    table, target = split(counts(REVIEWS), targets(REVIEWS))
    return np.linalg.lstsq(table.T @ table + np.eye(table.shape[1]), table.T @ target, rcond=None)[0]


def test_weights(weights):
    assert np.isfinite(weights).all()
