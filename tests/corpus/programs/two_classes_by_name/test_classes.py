import numpy as np
from classes import seen, targets

from pytest_repro import training_fixture

NAMES = ["spam", "ham", "Ham", "SPAM", "ham", "spam", "spam", "ham"]
LENGTHS = np.array([90.0, 12.0, 20.0, 75.0, 31.0, 60.0, 66.0, 8.0])


@training_fixture
def threshold():
    assert seen(NAMES)
    target = targets(NAMES)
    slope, offset = np.polyfit(LENGTHS, target, 1)
    return {"threshold": float((0.5 - offset) / slope), "target": target}


def test_threshold(threshold):
    assert threshold["threshold"] > 0
