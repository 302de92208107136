"""Switches of libraries that outlive the test that changes them."""

from __future__ import annotations

import calendar
import decimal
import gc
import sys
import warnings
from typing import TYPE_CHECKING

import pytest

from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.trials.leaks import LeakWatch
from pytest_repro.trials.switches import switches

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _precise() -> None:
    decimal.getcontext().prec = 8


def _trapping() -> None:
    decimal.getcontext().traps[decimal.Inexact] = True


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (_precise, "decimal.getcontext().prec"),
        (_trapping, "decimal.getcontext().traps.Inexact"),
        (gc.disable, "gc.isenabled()"),
        (lambda: sys.setrecursionlimit(sys.getrecursionlimit() + 1), "sys.getrecursionlimit()"),
        (lambda: warnings.simplefilter("error", ResourceWarning), "warnings.filters"),
        (lambda: sys.path.append("elsewhere"), "sys.path"),
    ],
)
def test_a_switch_that_a_test_leaves_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[], None], name: str
) -> None:
    limit = sys.getrecursionlimit()
    monkeypatch.setattr(sys, "path", [*sys.path])
    with decimal.localcontext(), warnings.catch_warnings():
        watch = LeakWatch(SiteFinder(tmp_path), [])
        try:
            change()
            watch.after("test_it")
        finally:
            gc.enable()
            sys.setrecursionlimit(limit)
    assert [leak["names"] for leak in watch.leaks] == [[name]]


def test_computing_with_decimals_changes_no_switch() -> None:
    with decimal.localcontext():
        before = switches()
        assert decimal.Decimal(1) / 3
        assert switches() == before


def test_options_of_libraries_are_seen_one_by_one() -> None:
    pandas, sklearn = pytest.importorskip("pandas"), pytest.importorskip("sklearn")
    before = switches()
    with pandas.option_context("display.precision", 2), sklearn.config_context(assume_finite=True):
        now = switches()
    changed = [name for name in now if now[name] != before.get(name)]
    assert sorted(changed) == ["pandas.options.display.precision", "sklearn.get_config().assume_finite"]


def test_a_library_that_a_test_imports_brings_its_switches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "calendar")
    watch = LeakWatch(SiteFinder(tmp_path), [])
    monkeypatch.setitem(sys.modules, "calendar", calendar)
    assert "calendar.firstweekday()" in switches()
    watch.after("test_it")
    assert watch.leaks == []
