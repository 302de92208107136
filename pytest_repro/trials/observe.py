"""Watches targets being set up, in the user's own session and in trials alike."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.fixture import training_options
from pytest_repro.trials.faults import place_of_error
from pytest_repro.trials.outcome import OutcomeWriter, Status, describe

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from pathlib import Path

    from pytest_repro.interpose.sites import Place, SiteFinder
    from pytest_repro.trials.spec import Target

# Bound now: in a trial the clock is replaced later.
_stopwatch = time.perf_counter


class Observer:
    """A pytest plugin that captures each target once, when its fixture returns or its test records.

    Tests and teardown change values later: what is digested is the value as the fixture returned it.
    """

    def __init__(
        self, directory: Path, finder: SiteFinder, claim: Callable[[Target], bool] = lambda target: True
    ) -> None:
        self._directory = directory
        self._finder = finder
        self._claim = claim
        self._targets: dict[str, list[Target]] = {}
        self._writers: dict[str, OutcomeWriter | None] = {}
        self._item: str | None = None
        self._test_started = 0.0
        self.on_done: Callable[[Target], None] = lambda target: None
        self.failures: dict[str, str] = {}
        """Why nothing is known of a target, by its id: its outputs could not be written."""
        self.unplanned: dict[str, str] = {}
        """Training fixtures that were set up though no test names them, each with the test that did it."""

    def watch(self, targets_of_item: dict[str, list[Target]]) -> None:
        """``targets_of_item``: for each item's node id, the targets that its set-up may make."""
        self._targets = targets_of_item

    def _writer(self, target: Target) -> OutcomeWriter | None:
        """The target's writer; None if another process was first to take it."""
        if target.id not in self._writers:
            taken = self._claim(target)
            self._writers[target.id] = OutcomeWriter(self._directory / target.folder) if taken else None
        return self._writers[target.id]

    def _open(self, kind: str) -> Iterable[tuple[Target, OutcomeWriter]]:
        """Targets of the running item that are not captured yet."""
        for target in self._targets.get(self._item or "", ()):
            if target.kind != kind or (_per_item(target) and target.item != self._item):
                continue
            writer = self._writer(target)
            if writer is not None and not writer.done:
                yield target, writer

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, None, None]:
        self._item = item.nodeid
        try:
            yield
        finally:
            self._item = None

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Generator[None, Any, None]:
        started = _stopwatch()
        outcome = yield
        if not any(t.name == fixturedef.argname for t in self._targets.get(self._item or "", ())):
            if training_options(fixturedef.func) is not None:
                self.unplanned[fixturedef.argname] = self._item or ""
            return
        seconds = _stopwatch() - started
        for target, writer in list(self._open("fixture")):
            if (target.name, target.base) == (fixturedef.argname, fixturedef.baseid or ""):
                with self._forgiving(target):
                    self._capture(target, writer, outcome, seconds)

    def _capture(self, target: Target, writer: OutcomeWriter, outcome: Any, seconds: float) -> None:
        error = outcome.excinfo[1] if outcome.excinfo else None
        if error is None:
            writer.capture(target.name, outcome.get_result())
            self._finish(target, writer, "returned", seconds=seconds)
        elif isinstance(error, pytest.skip.Exception):
            self._fail(target, writer, "skipped", error, seconds)
        elif not isinstance(error, KeyboardInterrupt):  # of which nothing about the fixture is known
            self._fail(target, writer, "raised", error, seconds)

    def _fail(
        self,
        target: Target,
        writer: OutcomeWriter,
        status: Status,
        error: BaseException,
        seconds: float = 0.0,
    ) -> None:
        place = place_of_error(error, self._finder)
        self._finish(target, writer, status, describe(error), seconds, place)

    def _finish(
        self,
        target: Target,
        writer: OutcomeWriter,
        status: Status,
        message: str = "",
        seconds: float = 0.0,
        place: Place | None = None,
    ) -> None:
        """Write what belongs to the outcome, then make it visible: a reader may come at once."""
        self.on_done(target)
        writer.finish(status, message, seconds, place)

    @contextlib.contextmanager
    def _forgiving(self, target: Target) -> Generator[None, None, None]:
        """A disk without room is no fault of the user's test, which goes on; the verdict will say it."""
        try:
            yield
        except OSError as error:
            self.failures[target.id] = (
                f"the outputs cannot be kept: {error}; point TMPDIR to a disk with room"
            )

    def record(self, name: str, value: object) -> None:
        """What ``repro_record`` was given in a marked test."""
        for target, writer in self._open("test"):
            with self._forgiving(target):
                writer.capture(name, value)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, None]:
        self._test_started = _stopwatch()
        outcome = yield
        error = outcome.excinfo[1] if outcome.excinfo else None
        for target, writer in list(self._open("test")):
            with self._forgiving(target):
                self._finish_test(target, writer, error)

    def _finish_test(self, target: Target, writer: OutcomeWriter, error: BaseException | None) -> None:
        seconds = _stopwatch() - self._test_started
        if isinstance(error, pytest.skip.Exception):
            self._fail(target, writer, "skipped", error, seconds)
        elif error is not None:
            self._fail(target, writer, "raised", error, seconds)
        elif not writer.names and writer._error is None:
            self._finish(
                target,
                writer,
                "unsupported",
                "the test recorded nothing: take the fixture repro_record as an argument and call "
                "repro_record(name, value)",
                seconds,
            )
        else:
            self._finish(target, writer, "returned", seconds=seconds)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: Any) -> Generator[None, Any, None]:
        yield
        if call.when != "setup" or call.excinfo is None:
            if call.when == "teardown":
                for target, writer in self._rest():
                    with self._forgiving(target):
                        self._finish(target, writer, "absent", "the fixture was not set up")
            return
        error = call.excinfo.value
        for target, writer in self._rest():
            with self._forgiving(target):
                skipped = isinstance(error, pytest.skip.Exception)
                self._fail(target, writer, "skipped" if skipped else "blocked", error)

    def _rest(self) -> list[tuple[Target, OutcomeWriter]]:
        """Targets whose item will not get as far as making them."""
        rest = [*self._open("fixture"), *self._open("test")]
        return [(t, w) for t, w in rest if t.item == self._item and t.id not in self.failures]


def _per_item(target: Target) -> bool:
    """Whether the value belongs to one item, so that only the target's own item gives it."""
    return target.kind == "test" or target.scope == "function"
