import numpy as np
import pytest_repro
from features import positions, walks
from graph import collaboration


@pytest_repro.training_fixture
def features():
    graph = collaboration()
    return {"positions": np.array(positions(graph)), "independent": walks(graph, 2)}


def test_features(features):
    assert features["positions"].shape == (15, 2)
