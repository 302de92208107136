"""Gathers the checks of a session, shows them at its end and writes the report."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.errors import ReproError
from pytest_repro.model import Check, Report
from pytest_repro.reports import terminal_lines, write_json
from pytest_repro.reports.text import paragraph
from pytest_repro.session.collected import read_collected
from pytest_repro.session.environment import describe_environment

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_repro.reports.base import Line
    from pytest_repro.settings import Settings

_CHECK = "repro_check"
_UNPLANNED = "repro_unplanned"


def attach_check(report: Any, check: Check) -> None:
    """Let a test report carry a check: xdist takes attributes of plain data to the controller."""
    setattr(report, _CHECK, check.to_json())


def attach_unplanned(report: Any, fixtures: dict[str, str]) -> None:
    """Let a test report carry the training fixtures that no test names, each with the test that asked."""
    setattr(report, _UNPLANNED, dict(fixtures))


class Reporter:
    """Gathers checks from test reports, of this process or of xdist's workers, and shows them at the end."""

    def __init__(self, config: pytest.Config, settings: Settings, collected: Path) -> None:
        """``collected``: the file in which whoever collects tells what it came to."""
        self._collected = collected
        self._config = config
        self._settings = settings
        self._checks: dict[str, Check] = {}
        """By id: an item that is run again reports its check again."""
        self._unplanned: dict[str, str] = {}
        self._unwritten = ""
        self._ended_early = False

    def pytest_runtest_logreport(self, report: Any) -> None:
        self._unplanned.update(getattr(report, _UNPLANNED, {}))
        data = getattr(report, _CHECK, None)
        if data is not None:
            check = Check.from_json(data)
            self._checks[check.id] = check

    def report(self) -> Report:
        return Report(
            created=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            command=tuple(sys.argv),
            environment=describe_environment(),
            settings=self._settings.to_json(),
            checks=tuple(sorted(self._checks.values(), key=lambda check: check.id)),
        )

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the report: not with the summary, which ``-p no:terminal`` leaves out."""
        stopped = session.shouldstop or session.shouldfail
        self._ended_early = bool(stopped) or exitstatus == pytest.ExitCode.INTERRUPTED
        if self._settings.json is None:
            return
        try:
            write_json(self.report(), self._settings.json)
        except ReproError as error:
            self._unwritten = str(error)
            session.exitstatus = session.exitstatus or pytest.ExitCode.USAGE_ERROR

    def _lines(self, report: Report, width: int) -> list[Line]:
        lines = terminal_lines(report, self._config.getoption("verbose"), width)
        collected = read_collected(self._collected)
        if collected is None:
            return lines
        unreached = collected.unreached(len(report.checks)) if self._ended_early else ""
        if not report.checks and (collected.deselected() or unreached):
            lines = paragraph(collected.deselected() or unreached, width, markup={"yellow": True})
        elif unreached:
            lines += paragraph(unreached, width, markup={"yellow": True})
        given = tuple(self._config.getoption("--repro-fixture") or ())
        notes = [paragraph(note, width, markup={"yellow": True}) for note in collected.notes(given)]
        return [*lines, *(line for note in notes for line in note)]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        report = self.report()
        terminalreporter.section("repro", sep="=")
        for line in self._lines(report, terminalreporter._tw.fullwidth):
            terminalreporter.write_line(line.text, **dict(line.markup))
        for name, item in sorted(self._unplanned.items()):
            terminalreporter.write_line(
                f"not checked: {item} asks for {name} through getfixturevalue(); name it as an argument",
                yellow=True,
            )
        if self._settings.json is not None:
            unwritten = self._unwritten
            text = unwritten or f"report written to {self._settings.json}"
            terminalreporter.write_line(text, red=bool(unwritten))
