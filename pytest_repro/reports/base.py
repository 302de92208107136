"""What a report format is: one file in ``formats/`` that turns a finished report into text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_repro.model import Report


class Line(NamedTuple):
    """One line for a terminal: ``reporter.write_line(line.text, **line.markup)``.

    ``markup`` holds the keywords of pytest's own terminal writer (``red``, ``bold``…), so that colour
    follows ``--color`` and ``NO_COLOR`` without a rule of our own.
    """

    text: str = ""
    markup: Mapping[str, bool] = {}


@dataclass(frozen=True)
class View:
    """How much a reader wants to see, and how wide the page is, in terminal cells.

    ``verbose`` is pytest's count: -1 for ``-q``, 0, 1 for ``-v``, 2 for ``-vv``.
    """

    verbose: int = 0
    width: int = 80


class ReportFormat(ABC):
    """One way to write a report down.

    Add a format by adding a file to ``pytest_repro/reports/formats/`` with one subclass in it; the
    registry finds it. A format reads nothing but the report: whatever it shows has been collected.

    Example::

        class CsvFormat(ReportFormat):
            name = "csv"

            def render(self, report, view):
                return "".join(f"{check.id},{check.verdict}\\n" for check in report.checks)
    """

    name: ClassVar[str]
    """What users call it: lower-case letters, digits and hyphens."""

    @abstractmethod
    def render(self, report: Report, view: View) -> str:
        """The whole report as text, ending in a newline unless it is empty."""
