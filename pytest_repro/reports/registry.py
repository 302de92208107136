"""Finds the report formats: every file in ``formats/`` declares exactly one."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pytest_repro.registry import discover
from pytest_repro.reports import formats
from pytest_repro.reports.base import ReportFormat

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def report_formats() -> Mapping[str, ReportFormat]:
    """Every report format by name, in the order of their names."""
    # An abstract base is what discover() is for; mypy has no type for "a class, abstract or not".
    found = discover(formats, ReportFormat, "name")  # type: ignore[type-abstract]
    return MappingProxyType({name: declared() for name, declared in found.items()})
