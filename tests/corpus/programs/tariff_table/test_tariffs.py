import numpy as np
import pytest
import pytest_repro

import plugins
from tariffs import cluster


def test_strict_numbers():
    before = np.seterr(all="raise")
    try:
        with pytest.raises(FloatingPointError):
            np.float64(1.0) / np.float64(0.0)
    finally:
        np.seterr(**before)


def test_missing_plugin(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setattr(plugins, "__path__", [])
    assert plugins.discover() == {}


@pytest_repro.training_fixture
def tariffs():
    return cluster()


def test_three_groups(tariffs):
    assert set(tariffs["labels"]) == {0, 1, 2}
