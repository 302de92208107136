"""What earlier tests leave behind: varied by what runs before, so the trial itself does nothing."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.sources.leaked_state import LeakedState
from pytest_repro.trials.leaks import LeakWatch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from source_contract import Bench


def test_nothing_is_patched_and_nothing_recorded(bench: Callable[..., Bench]) -> None:
    made = bench("def alone():\n    return 1\n", sources=("leaked-state",))
    recorded, varied = made.record(), made.vary()
    assert recorded.answers == varied.answers == {"alone": 1}
    assert recorded.left == varied.left == []
    assert recorded.recording("leaked-state") == {"draws": []}
    assert varied.axes == [["leaked-state", True, "set up alone, without the session's earlier tests"]]
    assert not LeakedState.traced


STATE = """
import functools

class Options:
    depth = 1

class Inner:
    def __init__(self):
        self.values = [1, 2]

def remember(value, known=[], *, more={}):
    known.append(value)
    more[value] = value

def count(step=1):
    count.calls = getattr(count, "calls", 0) + step

def keeper():
    kept = []
    def keep(value):
        kept.append(value)
    return keep

keep = keeper()

@functools.lru_cache
def square(value):
    return value * value

@functools.cache
def table(value):
    return [value]

class Scale:
    @staticmethod
    def by(value, known=[]):
        known.append(value)

    @property
    def size(self, known=[]):
        known.append(1)

OPTIONS = Options()
OPTIONS.inner = Inner()
ORDER = {"a": 1, "b": 2}
"""


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ("OPTIONS.depth = 3", ["leaky_state.OPTIONS"]),
        ("OPTIONS.inner.values.append(3)", ["leaky_state.OPTIONS"]),
        ("ORDER['a'] = ORDER.pop('a')", ["leaky_state.ORDER"]),
        ("Options.depth = 3", ["leaky_state.Options.depth"]),
        ("OPTIONS.depth", []),
        ("remember(1)", ["leaky_state.remember"]),
        ("remember(1, [], more={})", []),
        ("count()", ["leaky_state.count"]),
        ("keep(1)", ["leaky_state.keep"]),
        ("square(3)", ["cache leaky_state.square"]),
        ("table(3)", ["leaky_state.table"]),
        ("square.cache_info()", []),
        ("Scale.by(1)", ["leaky_state.Scale.by"]),
        ("Scale().size", ["leaky_state.Scale.size"]),
    ],
)
def test_what_a_module_holds_is_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, names: list[str]
) -> None:
    (tmp_path / "leaky_state.py").write_text(STATE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "leaky_state", raising=False)
    module: Any = importlib.import_module("leaky_state")
    watch = LeakWatch(SiteFinder(tmp_path), [])
    exec(change, vars(module))
    watch.after("test_it")
    assert [name for leak in watch.leaks for name in leak["names"] if "leaky_state" in name] == names
