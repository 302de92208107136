"""A training that starts from what its last run has left in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Ran

TRAIN = """
import json
import pathlib

HERE = pathlib.Path(__file__).parent

def train():
    config = json.loads((HERE / "config.json").read_text())
    state = json.loads((HERE / "state.json").read_text())  # HERE
    weight = state["weight"] * 0.9 + config["step"]
    (HERE / "state.json").write_text(json.dumps({"weight": weight}))
    (HERE / "metrics.txt").write_text(str(weight))
    return {"weight": weight, "written": float((HERE / "metrics.txt").read_text())}
"""

TEST = """
from pytest_repro import training_fixture
import train

@training_fixture
def model():
    return train.train()

def test_model(model):
    assert model
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_rewritten_input_is_proven_at_its_line(
    jobs: str, pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(train=TRAIN, test_it=TEST)
    (pytester.path / "config.json").write_text('{"step": 0.5}')
    (pytester.path / "state.json").write_text('{"weight": 1.0}')
    check = repro("--repro-jobs", jobs).only
    assert check["verdict"] == "irreproducible", check
    (cause,) = check["causes"]
    assert (cause["source"], cause["status"]) == ("input-data", "proven")
    lines = (pytester.path / "train.py").read_text().splitlines()
    assert [lines[site["line"] - 1].endswith("# HERE") for site in cause["sites"]] == [True]
    assert "1.4" in (pytester.path / "state.json").read_text(), "only the session itself rewrites it"


def test_results_that_are_read_back_are_no_inputs(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    text = TRAIN.replace('json.loads((HERE / "state.json").read_text())', '{"weight": 1.0}')
    pytester.makepyfile(train=text, test_it=TEST)
    (pytester.path / "config.json").write_text('{"step": 0.5}')
    for _ in range(2):
        assert repro("--repro-jobs", "1").only["verdict"] == "reproducible"
