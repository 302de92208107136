"""The pytest session inside a trial: the user's own, turned to setting up targets and nothing else."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.fixture import training_options
from pytest_repro.interpose.patches import Patches
from pytest_repro.trials.leaks import LEAKS_FILE, LeakWatch
from pytest_repro.trials.observe import Observer
from pytest_repro.trials.spec import Target, TrialSpec, write_whole

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_repro.trials.conditions import Conditions
    from pytest_repro.trials.faults import FaultLog
    from pytest_repro.trials.leak_lines import LineWatch

PLUGIN_NAME = "pytest-repro-trial"
AXES_FILE = "axes.json"
STREAMS_FILE = "streams.json"
PROGRESS_FILE = "progress.json"
ITEM_MARK = "=== repro ==="
"""Printed where an item begins: what comes before it is pytest's, or another's."""
OUTCOMES_FOLDER = "outcomes"

# What the user's options and addopts may hold that has no meaning for a session that runs no tests:
# selection and order were settled by the user's session, reports are its business, and nobody can debug here.
_NEUTRAL: dict[str, Any] = {
    "keyword": "", "markexpr": "", "deselect": None, "lf": False, "failedfirst": False, "newfirst": False,
    "stepwise": False, "stepwise_skip": False, "stepwise_reset": False, "maxfail": 0, "usepdb": False,
    "trace": False, "collectonly": False, "setuponly": False, "setupplan": False, "xmlpath": None,
    "numprocesses": None, "maxprocesses": None, "dist": "no", "tx": [], "looponfail": False, "reruns": None,
    "force_reruns": None, "count": 1, "htmlpath": None, "json_report": False, "allure_report_dir": None,
    "resultlog": None, "report_log": None, "continue_on_collection_errors": True, "cacheclear": False,
    "cacheshow": None, "durations": None, "pastebin": None, "random_order_bucket": None,
    "benchmark_json": None,
}  # fmt: skip
_FEW = 8
"""Earlier tests of which the lines can be watched."""
_FORGETFUL = ("lfplugin", "nfplugin", "stepwiseplugin")
"""Plugins that write to the cache what was run: here it would overwrite what the user's session knows."""


class TrialPlugin:
    """Collects the targets' items only, sets each up alone, and captures what their fixtures return."""

    def __init__(self, spec: TrialSpec, conditions: Conditions, faults: FaultLog) -> None:
        self._spec = spec
        self._faults = faults
        self._patches = Patches()
        self._conditions = conditions
        self._directory = Path(spec.directory)
        self._observer = Observer(self._directory / OUTCOMES_FOLDER, conditions.finder)
        self._observer.on_done = self._captured
        self._leaks: LeakWatch | None = None
        self._item: pytest.Item | None = None
        """That sets a target up now."""
        self._fixture = ""
        """That is being set up now."""
        self._hosts: dict[str, list[Target]] = {}
        for target in spec.targets:
            self._hosts.setdefault(target.item, []).append(target)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_cmdline_parse(self) -> Generator[None, Any, None]:
        outcome = yield
        config = outcome.get_result()
        for name, value in _NEUTRAL.items():
            if hasattr(config.option, name):
                setattr(config.option, name, value)
        if not self._spec.earlier:
            config.args = list(dict.fromkeys(target.file for target in self._spec.targets))
        config.pluginmanager.register(self._observer, "pytest-repro-observer")
        # pytest-randomly keeps its seed, which --randomly-seed=last is to find again: the user's session's.
        self._patches.set(pytest.Cache, "set", lambda cache, key, value: None)

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        self._patches.undo()
        for name in _FORGETFUL:
            plugin = config.pluginmanager.get_plugin(name)
            if plugin is not None:
                config.pluginmanager.unregister(plugin)
        _leave_out_summaries(config)
        self._faults.enable()  # pytest has just enabled it to write to the terminal

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self, early_config: pytest.Config) -> None:
        self._conditions.plugins_are_loaded()
        # Hooks that are registered later are called earlier: conftest's, then these, then other plugins'.
        early_config.pluginmanager.register(_BeforePlugins(self._conditions), f"{PLUGIN_NAME}-between")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        # After plugins that want to be first, as pytest-randomly does, before conftest.py.
        self._conditions.session_starts()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None, None, None]:
        yield
        by_id = {item.nodeid: item for item in items}
        self._refuse_missing(by_id)
        # Other way round than in the user's session: what one fixture leaves behind must not help the next.
        wanted = [
            *self._spec.earlier,
            *reversed([item for item in self._hosts if item not in self._spec.earlier]),
        ]
        items[:] = [by_id[item] for item in wanted if item in by_id]
        for item in items:
            self._empty(item)
        self._observer.watch(self._hosts)

    def _empty(self, item: pytest.Item) -> None:
        """Take the body of a target's test away, unless it is the body that records."""
        targets = self._hosts.get(item.nodeid, [])
        if targets and all(target.kind == "fixture" for target in targets):
            # On the item, not through a hook: test cases of unittest and coroutines have ways of their own.
            item.runtest = lambda: None  # type: ignore[method-assign]

    def _refuse_missing(self, collected: dict[str, pytest.Item]) -> None:
        from pytest_repro.trials.outcome import OutcomeWriter

        for item, targets in self._hosts.items():
            if item not in collected:
                for target in targets:
                    writer = OutcomeWriter(self._directory / OUTCOMES_FOLDER / target.folder)
                    writer.finish("missing", f"{item} was not collected")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = session.items
        if self._spec.earlier:
            self._leaks = LeakWatch(self._conditions.finder, self._conditions.sources)
        for index, item in enumerate(items):
            self._progress(item)
            following = items[index + 1] if index + 1 < len(items) else None
            # Each target stands alone: fixtures of every scope are torn down before the next.
            alone = item.nodeid in self._hosts and not self._spec.earlier
            with self._lines(item):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None if alone else following)
            if self._leaks is not None:
                self._leaks.after(item.nodeid)
                self._write_leaks(self._leaks)
        return True

    def _lines(self, item: pytest.Item) -> LineWatch | contextlib.nullcontext[None]:
        """Of few earlier tests the lines are watched; where a trial is traced, other hooks are at work."""
        few = len(self._spec.earlier) <= _FEW and not self._spec.trace
        if self._leaks is None or not few or item.nodeid in self._hosts:
            return contextlib.nullcontext()
        return self._leaks.lines(item)

    def _write_leaks(self, watch: LeakWatch) -> None:
        write_whole(self._directory / LEAKS_FILE, watch.leaks)

    def _progress(self, item: pytest.Item) -> None:
        progress = {"item": item.nodeid, "fixture": self._fixture, "at": time.time()}
        write_whole(self._directory / PROGRESS_FILE, progress)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, None, None]:
        """Tell which fixture is being set up: one may ask for another while it is."""
        if self._item is None:
            yield
            return
        outer, self._fixture = self._fixture, fixturedef.argname
        self._progress(self._item)
        yield
        self._fixture = outer
        self._progress(self._item)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, None, None]:
        if item.nodeid in self._hosts:
            self._conditions.before_item(alone=not self._spec.earlier)
            self._item = item
        yield
        self._item = None

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        # Neither first nor last: after plugins of entry points (which reseed), before the fixtures.
        if item.nodeid in self._hosts:
            # Not what the user may have put in its place.
            print(f"\n{ITEM_MARK}", file=sys.__stdout__, flush=True)
            self._isolate(item)
            self._conditions.item_starts()
            if self._leaks is not None:
                self._leaks.forget_reseeded()
                self._write_leaks(self._leaks)

    def pytest_runtest_call(self, item: pytest.Item) -> None:
        if self._records(item):
            self._conditions.call_starts()

    def _records(self, item: pytest.Item) -> bool:
        return any(target.kind == "test" for target in self._hosts.get(item.nodeid, ()))

    def _isolate(self, item: pytest.Item) -> None:
        """Leave out training fixtures that an isolated target does not need."""
        targets = self._hosts[item.nodeid]
        if isinstance(item, pytest.Function) and any(target.isolated for target in targets):
            wanted = {target.name for target in targets}
            keep = [name for name in item.fixturenames if name in wanted or not _is_training(item, name)]
            # Only what the test names itself: what the target needs, pytest sets up when it is needed.
            item.fixturenames[:] = [name for name in keep if name in item._fixtureinfo.initialnames]
            item.fixturenames.extend(sorted(wanted - set(item.fixturenames)))

    def _captured(self, target: Target) -> None:
        axes = [axis.__dict__ for axis in self._conditions.axes()]
        folder = self._directory / OUTCOMES_FOLDER / target.folder
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / AXES_FILE, axes)
        streams = self._conditions.drawn_from()
        if streams:
            write_whole(folder / STREAMS_FILE, streams)
        self._conditions.save()


class _BeforePlugins:
    """Tells what the user's own hooks do from what plugins do."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions

    @pytest.hookimpl(tryfirst=True)  # as pytest-randomly's
    def pytest_sessionstart(self) -> None:
        self._conditions.before_plugins()

    def pytest_runtest_setup(self) -> None:
        self._conditions.before_plugins()

    def pytest_runtest_call(self) -> None:
        self._conditions.before_plugins()


def _leave_out_summaries(config: pytest.Config) -> None:
    """Nobody reads what a trial sums up at its end, and some plugins import much to do so."""
    manager = config.pluginmanager
    nobody = manager.subset_hook_caller("pytest_terminal_summary", manager.get_plugins())
    config.hook.__dict__["pytest_terminal_summary"] = nobody


def _is_training(item: pytest.Function, name: str) -> bool:
    definitions = item._fixtureinfo.name2fixturedefs.get(name, ())
    return any(training_options(definition.func) is not None for definition in definitions)
