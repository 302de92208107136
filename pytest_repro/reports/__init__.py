"""From a finished :class:`~pytest_repro.model.Report` to what people and tools read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.reports.base import Line, ReportFormat, View
from pytest_repro.reports.files import write_text
from pytest_repro.reports.formats.json import JsonFormat
from pytest_repro.reports.formats.terminal import terminal_lines
from pytest_repro.reports.reading import read_report, report_schema
from pytest_repro.reports.registry import report_formats

if TYPE_CHECKING:
    from pytest_repro.model import Report

__all__ = [
    "Line",
    "ReportFormat",
    "View",
    "read_report",
    "report_formats",
    "report_schema",
    "terminal_lines",
    "write_json",
]


def write_json(report: Report, path: str | Path) -> None:
    """Write the JSON report to ``path``, whole or not at all; :class:`ReproError` if that fails."""
    write_text(Path(path), JsonFormat().render(report, View()))
