"""Which statements are parsed with libcst: those that rules want, those tied to them by a name, and no more.

libcst needs ten times as long as the built-in parser, so what is left out is what makes a run fast.
`methods.py` does the same for the bodies of methods.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.facts import is_imported

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.facts import Chunk, Facts

_NO_NAMES: set[str] = set()


def widen(
    facts: Facts,
    codes: frozenset[str],
    sets: frozenset[str] = frozenset(),
    alone: frozenset[str] = frozenset(),
    constants: frozenset[str] = frozenset(),
    calling: frozenset[str] = frozenset(),
) -> None:
    """Also mark the chunks that use a name which a marked one binds: what `x` holds matters at its uses.

    Through statements at the top of a module this goes on and on; through a function, one step. The
    statements from which a marked one takes its names are marked as well. Rules in `sets` want definitions
    that use a set only where they may go through it, and all that uses what was made of its items in order.
    Rules in `alone` look at one function, and so do not ask who uses it; those in `constants` look at what
    holds the constants of the module that a function reads, and may put something into them. Rules in
    `calling` also want what a caller calls: there it may hand on what it got.
    """
    pending = [c for c in facts.chunks if c.wanted_by & codes]
    if not pending:
        return
    readers, givers = _by_name(facts)
    defining = {c.defines: c for c in facts.chunks if c.defines is not None}
    names = facts.module.names
    in_order: set[int] = set()
    while pending:
        chunk = pending.pop()
        wanted = chunk.wanted_by & codes
        ordered = id(chunk) in in_order or (bool(chunk.taken_lines) and not chunk.scopes)
        if chunk.scopes:
            ordered = ordered or chunk.returns_items
            wanted = wanted - (alone if chunk.returns_set or ordered else alone | sets)
        for name in sorted(_handed_on(chunk)):
            if is_imported(names.get(name, "")) and not chunk.imports:
                continue  # `torch.ones(3)` puts nothing into `torch`
            for other in readers[name]:
                takes = ordered or not other.scopes or other.set_lines or other.taken_lines
                passed = wanted if takes else wanted - sets
                if not passed:
                    continue
                if not other.scopes and not (
                    passed <= other.wanted_by and (not ordered or id(other) in in_order)
                ):
                    pending.append(other)
                    in_order.update([id(other)] if ordered else [])
                other.want_for_name(passed, name)
                if chunk.scopes and other.scopes:
                    _want_called(other, defining, set(passed & calling))
        for name in sorted(chunk.loads) if not chunk.scopes else ():
            for other in givers[name]:
                other.want_for_name(wanted, name)
        needed = wanted & constants if chunk.scopes else frozenset[str]()
        for name in sorted(filter(str.isupper, chunk.loads)) if needed else ():
            for other in [*givers[name], *readers[name]]:
                if not other.scopes and not other.imports:
                    other.want_for_name(needed, name)


def _want_called(caller: Chunk, defining: dict[str, Chunk], codes: set[str]) -> None:
    """Also mark the functions to which a caller may hand what it got, and those that they call."""
    pending = [caller] if codes else []
    while pending:
        for name in sorted(pending.pop().loads & defining.keys()):
            called = defining[name]
            if not codes <= called.wanted_by:
                called.want_for_name(codes, name)
                pending.append(called)


def trim(facts: Facts) -> None:
    """Keep the names that may tie chunks: until it is checked, a file stays in memory with many others."""
    tying: set[str] = set().union(*(chunk.binds | chunk.touches for chunk in facts.chunks))
    for chunk in facts.chunks:
        chunk.loads = (chunk.loads & tying) or _NO_NAMES
        chunk.binds, chunk.touches = chunk.binds or _NO_NAMES, chunk.touches or _NO_NAMES


def _by_name(facts: Facts) -> tuple[dict[str, list[Chunk]], dict[str, list[Chunk]]]:
    """The chunks that read a name which another hands on, and the plain statements that bind it."""
    readers: dict[str, list[Chunk]] = defaultdict(list)
    givers: dict[str, list[Chunk]] = defaultdict(list)
    handed_on = set().union(*map(_handed_on, facts.chunks))
    for chunk in facts.chunks:
        for name in sorted(chunk.loads & handed_on):
            readers[name].append(chunk)
        for name in sorted(chunk.binds) if not chunk.scopes and not chunk.imports else ():
            givers[name].append(chunk)
    return readers, givers


def _handed_on(chunk: Chunk) -> set[str]:
    """The names through which a chunk hands on what it holds."""
    if not chunk.scopes:
        return chunk.binds | chunk.touches
    return chunk.binds if chunk.defines is not None else set()
