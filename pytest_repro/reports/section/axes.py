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
        return _one_each(checks, total, view)
    # A source of several parts has several axes in one check.
    counted = Counter(source for check in checks for source in {a.source for a in check.axes if a.applied})
    lines = []
    for count in sorted(set(counted.values()), reverse=True):
        sources = ", ".join(sorted(source for source in counted if counted[source] == count))
        lines += paragraph(sources, view.width, label=f"varied{_share(count, total)}: ")
    return lines


def _not_varied(checks: Sequence[Check], total: int, view: View) -> list[Line]:
    """Sources that were left out for the same reason stand together."""
    together: dict[tuple[int, str], list[str]] = {}
    for (source, detail), count in sorted(_counted(checks, False).items()):
        together.setdefault((count, detail), []).append(source)
    lines = []
    for (count, detail), sources in sorted(together.items(), key=lambda entry: entry[1]):
        told = f"{', '.join(sources)} ({detail})" if detail else ", ".join(sources)
        label = f"not varied{_share(count, total)}: "
        lines += paragraph(printable(told), view.width, label=label, markup={"yellow": True})
    return lines


def _one_each(checks: Sequence[Check], total: int, view: View) -> list[Line]:
    lines = []
    for (source, detail), count in sorted(_counted(checks, True).items()):
        told = f"{source} ({detail})" if detail else source
        lines += paragraph(printable(told), view.width, label=f"varied{_share(count, total)}: ")
    return lines


def _counted(checks: Sequence[Check], applied: bool) -> Counter[tuple[str, str]]:
    return Counter(
        (axis.source, axis.detail) for check in checks for axis in check.axes if axis.applied is applied
    )


def _share(count: int, total: int) -> str:
    return "" if count >= total else f" in {count} of {total} checks"
