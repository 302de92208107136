"""A training that starts from what its last run has left in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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


MADE = """
from pathlib import Path
from pytest_repro import training_fixture

STATS, LOG = Path(__file__).with_name("stats.txt"), Path(__file__).with_name("runs.log")
SEEN = {}

def mean():
    if STATS.exists():
        return float(STATS.read_text())  # HERE
    STATS.write_text("0.33")
    return 1 / 3

def count():
    with LOG.open("a") as file:
        file.write("run\\n")
    return len(LOG.read_text().splitlines())  # HERE

def test_before():
    SEEN["x"] = 1

@training_fixture
def model():
    return FUNCTION()

def test_model(model):
    assert model
"""


@pytest.mark.parametrize(("function", "name"), [("mean", "stats.txt"), ("count", "runs.log")])
@pytest.mark.parametrize("tests", [(), ("-k", "test_model")])
def test_what_the_session_makes_and_trials_find_is_proven_and_no_earlier_test_is_blamed(
    function: str, name: str, tests: tuple[str, ...], pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    text = MADE.replace("FUNCTION", function)
    pytester.makepyfile(test_it=text)
    ran = repro("--repro-jobs", "1", *tests)
    (cause,) = ran.only["causes"]
    assert (cause["source"], cause["status"]) == ("input-data", "proven")
    assert name in cause["explanation"]
    assert [path.name for path in pytester.path.glob(f"*{name}*")] == [name]
    (site,) = cause["sites"]
    assert site["function"] == function
    assert (pytester.path / "test_it.py").read_text().splitlines()[site["line"] - 1].endswith("# HERE")
    assert 'SEEN["x"]' not in ran.text


LEFT = """
import tempfile
from pathlib import Path
from pytest_repro import training_fixture

@training_fixture
def model():
    cache = Path(tempfile.gettempdir()) / "mean.txt"
    if cache.exists():
        return float(cache.read_text())  # HERE
    return 1 / 3

def test_model(model):
    assert model
"""


def test_what_an_earlier_run_left_in_the_temporary_directory_is_proven(
    pytester: pytest.Pytester, repro: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (tmp_path / "mean.txt").write_text("0.33")
    pytester.makepyfile(test_it=LEFT)
    check = repro("--repro-jobs", "1").only
    (cause,) = check["causes"]
    assert (cause["source"], cause["status"]) == ("input-data", "proven")
    assert len(check["trials"]) - 1 == 3
    assert "mean.txt" in cause["explanation"]
    assert [site["text"].endswith("# HERE") for site in cause["sites"]] == [True]


RESUMING = """
import json
from pathlib import Path
from pytest_repro import training_fixture

RUNS = Path(__file__).with_name("runs")

def latest():
    found = sorted(RUNS.glob("step-*.json"))
    return json.loads(found[-1].read_text()) if found else {"step": 0, "weight": 1.0}  # HERE

@training_fixture
def model():
    state = latest()
    state = {"step": state["step"] + 3, "weight": state["weight"] * 0.9}
    RUNS.mkdir(exist_ok=True)
    (RUNS / f"step-{state['step']:05d}.json").write_text(json.dumps(state))
    return state

def test_model(model):
    assert model["weight"] < 1
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_training_that_goes_on_from_what_each_run_left_further_on_is_proven(
    jobs: str, pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    """No two trials begin alike, so no replay could agree with another."""
    pytester.makepyfile(test_it=RESUMING)
    for earlier in (False, True):
        assert (pytester.path / "runs").exists() == earlier
        check = repro("--repro-jobs", jobs).only
        assert check["verdict"] == "irreproducible", check
        (cause,) = check["causes"]
        assert (cause["source"], cause["status"]) == ("input-data", "proven")
        lines = (pytester.path / "test_it.py").read_text().splitlines()
        assert [lines[site["line"] - 1].endswith("# HERE") for site in cause["sites"]] == [True]
        assert len(check["trials"]) <= 5
