"""The outputs that differ, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.reports.base import Line
from pytest_repro.reports.text import paragraph, printable, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_repro.model import Mismatch
    from pytest_repro.reports.base import View

_SHOWN = 4
_SHOWN_VERBOSE = 20
_VALUE_CELLS = 48


def mismatch_lines(mismatches: Sequence[Mismatch], view: View) -> list[Line]:
    if not mismatches:
        return []
    told = [mismatch for mismatch in mismatches if mismatch.kind != "more"]
    count = len(told) + sum(mismatch.differing or 0 for mismatch in mismatches if mismatch.kind == "more")
    lines = [Line(f"  {count} {'output differs' if count == 1 else 'outputs differ'}:")]
    shown = told[: shown_of(len(told), view)]
    for mismatch in shown:
        lines += paragraph(_told(mismatch, view), view.width, indent=4, hang=2)
    if len(shown) < count:
        lines.append(Line(f"    and {count - len(shown)} more"))
    return lines


def shown_of(count: int, view: View) -> int:
    """How many of ``count`` items get a line; never hides one only to say "and 1 more"."""
    limit = count if view.verbose > 1 else _SHOWN_VERBOSE if view.verbose == 1 else _SHOWN
    return count if count <= limit + 1 else limit


def _told(mismatch: Mismatch, view: View) -> str:
    how = [text for text in (_kind(mismatch), _extent(mismatch), _distance(mismatch)) if text]
    path = printable(mismatch.path) or "the value"
    first, second = _values(mismatch, view)
    return ": ".join([path, *([", ".join(how)] if how else []), f"{first} != {second}"])


def _values(mismatch: Mismatch, view: View) -> tuple[str, str]:
    whole = printable(mismatch.first), printable(mismatch.second)
    cut = shorten(whole[0], _VALUE_CELLS), shorten(whole[1], _VALUE_CELLS)
    # Two equal beginnings would say nothing.
    return whole if view.verbose > 1 or cut[0] == cut[1] else cut


def _kind(mismatch: Mismatch) -> str:
    return "" if mismatch.kind == "value" else mismatch.kind


def _extent(mismatch: Mismatch) -> str:
    if mismatch.differing is None or mismatch.total in (None, 1):
        return ""
    return f"{mismatch.differing} of {mismatch.total} elements"


def _distance(mismatch: Mismatch) -> str:
    place = f"at [{', '.join(map(str, mismatch.index))}]" if mismatch.index else ""
    if mismatch.max_abs is None:
        return place
    steps = f"({mismatch.near_ulp} ulp)" if mismatch.near_ulp is not None else ""
    return " ".join(filter(None, ["by up to", f"{mismatch.max_abs:.6g}", steps, place]))
