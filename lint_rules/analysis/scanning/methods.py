"""Which bodies of methods, and items of long lists, are left out of a statement that rules want to see."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from lint_rules.analysis.scanning.lines import split_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lint_rules.analysis.scanning.facts import Chunk, Facts, Item, Method

    Lines: TypeAlias = list[str]

_SMALL = 30  # lines: what is shorter is parsed as it is
_STEPS = 2
_USED = re.compile(r"\b(?:self|cls)\.(\w+)")
_CHANGED = re.compile(
    r"\b(?:self|cls)\.(\w+)\s*"
    r"(?:[-+*/|&^@%<>]{0,2}=(?!=)|[:,]|\.(?:add|append|clear|discard|extend|insert|manual_seed|pop|remove|seed"
    r"|setdefault|update)\w*\()"
)
_ASSIGNED = re.compile(r"^[ \t]+(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


@dataclass(frozen=True)
class Reach:
    """How far some rules look beyond the lines that they want; others look at all that shares an attribute.

    `alone` look at one function, `sets` at the lines where sets are bound and gone through, and at what a
    method that goes through one calls on its own object.
    """

    alone: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Part:
    """A method, or what stands in a class beside its methods: the attributes that it uses and changes."""

    names: frozenset[str]  # by which the others know it
    used: frozenset[str]
    changed: frozenset[str]

    def shares_with(self, other: _Part) -> bool:
        if self.changed & other.used or self.used & other.changed:
            return True
        return bool(self.names & other.used or other.names & self.used)

    def is_named_by(self, other: _Part) -> bool:
        return bool(self.names & other.used)


def leave_out(facts: Facts, text: str, reach: Reach) -> None:
    """Note in wanted classes the bodies of methods that no rule needs."""
    lines: Lines = []
    for chunk in facts.chunks:
        if chunk.wanted_by and chunk.methods and chunk.last_line - chunk.first_line >= _SMALL:
            lines = lines or split_lines(text)
            chunk.skipped = tuple(_Class(chunk, lines, reach).skipped())
        elif chunk.wanted_by and chunk.items:
            lines = lines or split_lines(text)
            chunk.skipped = tuple(_items_left_out(chunk, lines))


def _items_left_out(chunk: Chunk, lines: Lines) -> Iterator[tuple[int, int]]:
    """Runs of items on lines of their own that hold nothing of interest."""
    wanted = sorted(chunk.set_lines | chunk.taken_lines | chunk.wanted_lines.keys())
    names = _any_of(chunk.wanted_names)
    run: tuple[int, int] | None = None
    for item in chunk.items:
        idle = bisect_left(wanted, item.first_line) == bisect_left(wanted, item.last_line + 1)
        text = "".join(lines[item.first_line - 1 : item.last_line])
        if idle and _stands_alone(item, lines) and not (names and names.search(text)):
            run = (run[0] if run else item.first_line, item.last_line)
        elif run is not None:
            yield run
            run = None
    if run is not None:
        yield run


def _stands_alone(item: Item, lines: Lines) -> bool:
    """Whether nothing else but a comma and a comment stands in the lines of an item."""
    before = lines[item.first_line - 1].encode("utf-8", "replace")[: item.column]
    after = lines[item.last_line - 1].encode("utf-8", "replace")[item.end_column :].strip()
    return not before.strip() and after[:1] == b"," and after[1:].lstrip()[:1] in (b"", b"#")


class _Class:
    def __init__(self, chunk: Chunk, lines: Lines, reach: Reach) -> None:
        self.chunk = chunk
        self.lines = lines
        self.methods = sorted(chunk.methods, key=lambda method: method.first_line)
        self._narrow = reach.alone | reach.sets
        self._wanted = {line: set(codes) for line, codes in chunk.wanted_lines.items()}
        for line in chunk.set_lines | chunk.taken_lines:
            self._wanted.setdefault(line, set()).update(chunk.wanted_by & reach.sets)
        self._about_sets = bool(chunk.wanted_by & reach.sets)

    @cached_property
    def parts(self) -> list[_Part]:
        return [_part(method, self._text(method)) for method in self.methods]

    def _text(self, method: Method) -> str:
        return "".join(self.lines[method.first_line - 1 : method.last_line])

    def skipped(self) -> Iterable[tuple[int, int]]:
        named = self._named()
        kept = self._holding(sorted(line for line, codes in self._wanted.items() if codes)) | named
        far = sorted(line for line, codes in self._wanted.items() if codes - self._narrow)
        sharing = [self.parts[n] for n in sorted(self._holding(far))]
        if self.chunk.wanted_by - self._narrow:
            sharing += [self.parts[n] for n in sorted(named)]
        sharing += self._beside(kept)
        self._follow(kept, sharing, _Part.shares_with)
        if self._about_sets:
            taking = self._holding(sorted(self.chunk.taken_lines | self.chunk.wanted_lines.keys()))
            self._follow(kept, [self.parts[n] for n in sorted(taking)], _Part.is_named_by)
        return [(m.body_line, m.last_line) for n, m in enumerate(self.methods) if n not in kept]

    def _follow(self, kept: set[int], frontier: list[_Part], ties: Callable[[_Part, _Part], bool]) -> None:
        """Also keep what is tied to some parts, and what is tied to that."""
        for _ in range(_STEPS if frontier else 0):
            found = [
                n
                for n, part in enumerate(self.parts)
                if n not in kept and any(ties(part, other) for other in frontier)
            ]
            kept.update(found)
            frontier = [self.parts[n] for n in found]

    def _holding(self, lines: list[int]) -> set[int]:
        """The methods that hold one of some sorted lines."""
        found = set()
        for number, method in enumerate(self.methods):
            first = bisect_left(lines, method.first_line)
            if first < len(lines) and lines[first] <= method.last_line:
                found.add(number)
        return found

    def _named(self) -> set[int]:
        """The methods that mention a name for which the class is wanted."""
        names = _any_of(self.chunk.wanted_names)
        if names is None:
            return set()
        return {n for n, method in enumerate(self.methods) if names.search(self._text(method))}

    def _beside(self, kept: set[int]) -> list[_Part]:
        """What a wanted line beside the methods changes. One above a method may be its decorator."""
        beside = set(range(self.chunk.first_line, self.chunk.last_line + 1))
        for method in self.methods:
            beside.difference_update(range(method.first_line, method.last_line + 1))
        wanted = beside & self._wanted.keys()
        if not wanted:
            return []
        ends = [method.last_line for method in self.methods]
        following = (bisect_left(ends, line) for line in wanted)
        kept.update(n for n in following if n < len(self.methods))
        between = "".join(self.lines[line - 1] for line in sorted(beside))
        return [_Part(frozenset(), frozenset(), frozenset(_ASSIGNED.findall(between)))]


def _any_of(names: set[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b") if names else None


def _part(method: Method, text: str) -> _Part:
    used, changed = frozenset(_USED.findall(text)), frozenset(_CHANGED.findall(text))
    return _Part(frozenset([method.name]), used, changed)
