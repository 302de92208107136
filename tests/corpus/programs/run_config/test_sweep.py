import numpy as np
import pytest_repro
from layers import Config, write_layers
from sweep import sweep


def test_variable_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("SWEEP_MODEL_DEPTH", "5")
    assert Config(write_layers(tmp_path)).section("model")["depth"] == 5


def test_last_file_wins(tmp_path):
    with np.errstate(all="raise"):
        assert Config(write_layers(tmp_path)).section("data")["noise"] == 0.3


@pytest_repro.training_fixture
def swept(tmp_path):
    return sweep(tmp_path)


def test_layers(swept):
    assert swept["layers"] == 3
