"""What was varied and what could not be, summed up over all checks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pytest_repro.reports.base import Line
from pytest_repro.reports.text import paragraph, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_repro.model import Check
    from pytest_repro.reports.base import View


def axis_lines(checks: Sequence[Check], view: View) -> list[Line]:
    total = sum(bool(check.axes) for check in checks)
    if not total:
        return []
    return [Line(), *_varied(checks, total, view), *_not_varied(checks, total, view)]


def _varied(checks: Sequence[Check], total: int, view: View) -> list[Line]:
    if view.verbose > 0:
        return _one_each(checks, True, total, view)
    # A source of several parts has several axes in one check.
    counted = Counter(source for check in checks for source in {a.source for a in check.axes if a.applied})
    lines = []
    for count in sorted(set(counted.values()), reverse=True):
        sources = ", ".join(sorted(source for source in counted if counted[source] == count))
        lines += paragraph(sources, view.width, label=f"varied{_share(count, total)}: ")
    return lines


def _not_varied(checks: Sequence[Check], total: int, view: View) -> list[Line]:
    return _one_each(checks, False, total, view)


def _one_each(checks: Sequence[Check], applied: bool, total: int, view: View) -> list[Line]:
    counted = Counter(
        (axis.source, axis.detail) for check in checks for axis in check.axes if axis.applied is applied
    )
    lines = []
    for source, detail in sorted(counted):
        label = ("varied" if applied else "not varied") + _share(counted[source, detail], total) + ": "
        told = printable(f"{source} ({detail})" if detail else source)
        markup = {} if applied else {"yellow": True}
        lines += paragraph(told, view.width, label=label, markup=markup)
    return lines


def _share(count: int, total: int) -> str:
    return "" if count >= total else f" in {count} of {total} checks"
