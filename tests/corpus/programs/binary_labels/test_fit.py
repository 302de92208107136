import numpy as np
import pytest
from labels import class_ids, unknown

from pytest_repro import training_fixture


@pytest.fixture
def rows():
    return [{"label": "spam" if number % 3 else "ham", "length": 4.0 * number} for number in range(60)]


def shuffled(rows, rng):
    return [rows[i] for i in rng.permutation(len(rows))]


@training_fixture
def slope(rows):
    ids = class_ids(rows)
    assert not unknown(rows, ids)
    rows = shuffled(rows, np.random.default_rng(3))
    lengths = np.array([row["length"] for row in rows])
    classes = np.array([ids[row["label"]] for row in rows], dtype=float)
    return {"slope": float(np.polyfit(lengths, classes, 1)[0])}


def test_slope(slope):
    assert slope["slope"] != 1.0
