"""Which statements are parsed with libcst: those that rules want, those tied to them by a name, and no more.

libcst needs ten times as long as the built-in parser, so what is left out is what makes a run fast: whole
statements, and in classes the bodies of methods that share nothing with a wanted one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.analysis.lines import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lint_rules.analysis.facts import Chunk, Facts, Method

_NO_NAMES: set[str] = set()
_SMALL = 30  # lines: what is shorter is parsed as it is
_STEPS = 2
_USED = re.compile(r"\b(?:self|cls)\.(\w+)")
_CHANGED = re.compile(
    r"\b(?:self|cls)\.(\w+)\s*"
    r"(?:[-+*/|&^@%<>]{0,2}=(?!=)|[:,]|\.(?:add|append|clear|discard|extend|insert|manual_seed|pop|remove|seed"
    r"|setdefault|update)\w*\()"
)
_ASSIGNED = re.compile(r"^[ \t]+(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


def widen(facts: Facts, codes: frozenset[str]) -> None:
    """Also mark the chunks that use a name which a marked one binds: what `x` holds matters at its uses.

    Through statements at the top of a module this goes on and on; through a function, one step. The
    statements from which a marked one takes its names are marked as well.
    """
    pending = [c for c in facts.chunks if c.wanted_by & codes]
    if not pending:
        return
    readers, givers = _by_name(facts)
    while pending:
        chunk = pending.pop()
        wanted = chunk.wanted_by & codes
        for name in sorted(_handed_on(chunk)):
            for other in readers[name]:
                if not wanted <= other.wanted_by and not other.scopes:
                    pending.append(other)
                other.want_for_name(wanted, name)
        for name in sorted(chunk.loads) if not chunk.scopes else ():
            for other in givers[name]:
                other.want_for_name(wanted, name)


def forget(facts: Facts) -> None:
    """Drop what only this module needs: the facts of a large project stay in memory together."""
    for chunk in facts.chunks:
        chunk.binds = chunk.loads = chunk.touches = chunk.wanted_names = _NO_NAMES
        chunk.wanted_lines = set()
        chunk.methods = []


def _by_name(facts: Facts) -> tuple[dict[str, list[Chunk]], dict[str, list[Chunk]]]:
    """The chunks that read a name, and the plain statements that bind it."""
    readers: dict[str, list[Chunk]] = defaultdict(list)
    givers: dict[str, list[Chunk]] = defaultdict(list)
    for chunk in facts.chunks:
        for name in sorted(chunk.loads):
            readers[name].append(chunk)
        for name in sorted(chunk.binds) if not chunk.scopes and not chunk.imports else ():
            givers[name].append(chunk)
    return readers, givers


def _handed_on(chunk: Chunk) -> set[str]:
    """The names through which a chunk hands on what it holds."""
    if not chunk.scopes:
        return chunk.binds | chunk.touches
    return chunk.binds if chunk.defines is not None else set()


# -- methods -----------------------------------------------------------------------------------------------


@dataclass
class _Part:
    """A method, or what stands in a class beside its methods: the attributes that it uses and changes."""

    names: frozenset[str]  # by which the others know it
    used: frozenset[str]
    changed: frozenset[str]

    def shares_with(self, other: _Part) -> bool:
        if self.changed & other.used or self.used & other.changed:
            return True
        return bool(self.names & other.used or other.names & self.used)


def leave_out(facts: Facts, text: str, whole: frozenset[str]) -> None:
    """Note in wanted classes the bodies of methods that no rule needs; rules in `whole` need them all."""
    lines: list[str] = []
    for chunk in facts.chunks:
        long = chunk.last_line - chunk.first_line >= _SMALL
        if chunk.wanted_by and chunk.methods and long and not chunk.wanted_by & whole:
            lines = lines or split_lines(text)
            chunk.skipped = tuple(_skipped(chunk, lines))


def _skipped(chunk: Chunk, lines: list[str]) -> Iterable[tuple[int, int]]:
    methods = sorted(chunk.methods, key=lambda method: method.first_line)
    parts = [_part(m, "".join(lines[m.first_line - 1 : m.last_line])) for m in methods]
    kept = {n for n, method in enumerate(methods) if _is_wanted(chunk, method, lines)}
    beside = _lines_beside(chunk, methods)
    ends = [method.last_line for method in methods]
    frontier = [parts[n] for n in sorted(kept)]
    if any(line in beside for line in chunk.wanted_lines):
        between = "".join(lines[line - 1] for line in sorted(beside))
        frontier.append(_Part(frozenset(), frozenset(), frozenset(_ASSIGNED.findall(between))))
        # A line above a method may be its decorator.
        following = (bisect_left(ends, line) for line in chunk.wanted_lines & beside)
        kept.update(n for n in following if n < len(methods))
    for _ in range(_STEPS):
        found = [n for n in range(len(parts)) if n not in kept and _shares(parts[n], frontier)]
        kept.update(found)
        frontier = [parts[n] for n in found]
    return [(m.body_line, m.last_line) for n, m in enumerate(methods) if n not in kept]


def _shares(part: _Part, others: list[_Part]) -> bool:
    return any(part.shares_with(other) for other in others)


def _part(method: Method, text: str) -> _Part:
    used, changed = frozenset(_USED.findall(text)), frozenset(_CHANGED.findall(text))
    return _Part(frozenset([method.name]), used, changed)


def _is_wanted(chunk: Chunk, method: Method, lines: list[str]) -> bool:
    if any(method.first_line <= line <= method.last_line for line in chunk.wanted_lines):
        return True
    if not chunk.wanted_names:
        return False
    text = "".join(lines[method.first_line - 1 : method.last_line])
    return any(re.search(rf"\b{name}\b", text) for name in sorted(chunk.wanted_names))


def _lines_beside(chunk: Chunk, methods: list[Method]) -> set[int]:
    beside = set(range(chunk.first_line, chunk.last_line + 1))
    for method in methods:
        beside.difference_update(range(method.first_line, method.last_line + 1))
    return beside
