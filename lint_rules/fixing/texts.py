"""Mending the text of one file: all fixes that go together, and none that breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.reading.notebooks import parse
from lint_rules.analysis.reading.sources import NOTEBOOK, UnreadableError
from lint_rules.analysis.scanning.syntax import parses
from lint_rules.fixing.cells import with_sources
from lint_rules.fixing.edits import apply, compatible
from lint_rules.scripts import runs_python

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.model import Finding, Fix


def mended(name: str, text: str, findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """The text of a file after the fixes of some of its findings, and those findings.

    Of fixes that overlap the first is applied; what would no longer parse is not done.
    """
    whole = _after(name, text, findings)
    if _is_sound(name, text, whole[0]):
        return whole
    done: list[Finding] = []
    for finding in findings:
        changed, applied = _after(name, text, [*done, finding])
        if len(applied) > len(done) and _is_sound(name, text, changed):
            done = applied
    return _after(name, text, done)


def _after(name: str, text: str, findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    if not name.endswith(NOTEBOOK):
        return _applied(text, findings)
    sources = {cell.number: cell.source for cell in parse(text).cells}
    changed: dict[int, str] = {}
    done: list[Finding] = []
    for number in sorted({f.cell for f in findings if f.cell is not None}):
        new, applied = _applied(sources[number], [f for f in findings if f.cell == number])
        changed[number] = new
        done += applied
    return with_sources(text, {n: new for n, new in changed.items() if new != sources[n]}), done


def _applied(text: str, findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    fixes: list[Fix] = [finding.fix for finding in findings if finding.fix is not None]
    chosen = compatible(fixes)
    return apply(text, chosen), [f for f in findings if any(f.fix is fix for fix in chosen)]


def _is_sound(name: str, before: str, after: str) -> bool:
    """Whether what was Python still parses; of a notebook, every cell that did."""
    if name.endswith(NOTEBOOK):
        try:
            return len(parse(after).faults) <= len(parse(before).faults)
        except UnreadableError:
            return False
    if not (name.endswith((".py", ".pyw")) or runs_python(before)):
        return True
    return parses(after)
