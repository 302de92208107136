"""The report as JSON, format ``pytest-repro-report`` version 1 (``schema/report-v1.json`` describes it).

JSON has no NaN and no infinity, so such a float is written as the string ``"NaN"``, ``"Infinity"`` or
``"-Infinity"``; null keeps its meaning of "does not apply". A lone surrogate, which strict readers refuse,
is written as the six characters of its escape (``\\udc80``). The file is plain ASCII, and the keys of
everything with free keys are sorted, so two equal reports have equal bytes.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from pytest_repro.reports.base import ReportFormat, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_repro.model import Check, Json, Report

FORMAT = "pytest-repro-report"
VERSION = 1


class JsonFormat(ReportFormat):
    name = "json"

    def render(self, report: Report, view: View) -> str:
        return json.dumps(report_to_json(report), indent=2, allow_nan=False) + "\n"


def report_to_json(report: Report) -> dict[str, Json]:
    """The report as what :mod:`json` can write, keys in the order that the format lists them."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "created": report.created,
        "command": [_plain(word) for word in report.command],
        "environment": _sorted(report.environment),
        "settings": _sorted(report.settings),
        "checks": [_check(check) for check in report.checks],
    }


def _check(check: Check) -> dict[str, Json]:
    data = check.to_json()
    return {key: _plain(value) for key, value in {**data, "params": _sorted(data["params"])}.items()}


def _sorted(free: Mapping[str, Json]) -> dict[str, Json]:
    return {str(_plain(key)): _sorted_value(free[key]) for key in sorted(free)}


def _sorted_value(value: Json) -> Json:
    if isinstance(value, dict):
        return _sorted(value)
    if isinstance(value, (list, tuple)):
        return [_sorted_value(item) for item in value]
    return _plain(value)


def _plain(value: Json) -> Json:
    """``value`` with what JSON cannot hold written in words."""
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
