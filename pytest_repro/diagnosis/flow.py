"""Where two traces of one program begin to differ, and which of those beginnings reach the result.

Two executions in which little was varied are compared line by line. A variable that differs after a line that
read nothing that differed before is a *root*; what later lines make of it carries the root along, through
arguments, return values and module variables. This is dynamic taint analysis with two runs in the place of
instrumented operations: a root on which the result does not depend is no suspect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.statements import statement_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_repro.traces.event import Event

Roots = frozenset["Root"]
_NONE: Roots = frozenset()


@dataclass(frozen=True, order=True)
class Root:
    """A statement that gave another value although what it read was equal."""

    file: str
    line: int
    last: int
    function: str

    def holds(self, file: str, line: int) -> bool:
        return self.file == file and self.line <= line <= self.last


@dataclass
class _Frame:
    """One call under way: which of its variables differ, and through which roots."""

    file: str
    function: str
    parent: int
    tainted: dict[str, Roots] = field(default_factory=dict)
    arguments: frozenset[str] = frozenset()
    inner: Roots = _NONE
    """Roots of what calls made by the running line have returned."""
    spoken: Roots = _NONE
    """Roots of what the last statement read."""
    statement: tuple[int, int] = (0, 0)
    """Lines of the last statement."""


class Flow:
    """Follows aligned pairs of events. ``drawn``: lines known to draw on what was varied."""

    def __init__(self, result: str, drawn: Iterable[tuple[str, int]] = ()) -> None:
        """``result``: name of the function whose return value is the result."""
        self._result = result
        self._drawn = frozenset(drawn)
        self._frames: dict[int, _Frame] = {}
        self._modules: dict[tuple[str, str], Roots] = {}
        self._returned: dict[str, Roots] = {}
        self.roots: dict[Root, None] = {}
        """In the order in which they showed."""
        self.reaching: dict[Root, None] = {}
        """Those on which the result depends."""
        self.fresh: set[Root] = set()
        """Those that read nothing that differed; the others draw, and read something that differed too."""

    def follow(self, first: Event, second: Event) -> None:
        kind = first.key.kind
        if kind == "call":
            self._call(first, second)
        elif kind == "line" and first.frame in self._frames:
            self._line(self._frames[first.frame], first, second)
        elif kind == "return" and first.frame in self._frames:
            self._leave(self._frames.pop(first.frame), first, second)

    def _call(self, first: Event, second: Event) -> None:
        parent = self._frames.get(first.detail["parent"]) if first.detail else None
        frame = _Frame(first.key.file, first.key.function, first.detail["parent"] if first.detail else 0)
        self._frames[first.frame] = frame
        variables = _variables(first, "variables"), _variables(second, "variables")
        frame.arguments = frozenset(variables[0])
        differing = [name for name in variables[0] if variables[0][name] != variables[1].get(name)]
        if not differing:
            return
        if parent is None:
            frame.tainted = {name: self._returned.get(name, _NONE) for name in differing}
            return
        roots = self._read(parent, first.detail["at"])
        frame.tainted = dict.fromkeys(differing, roots or self._new(parent, first.detail["at"]))

    def _line(self, frame: _Frame, first: Event, second: Event) -> None:
        ours, theirs = _variables(first, "changed"), _variables(second, "changed")
        changed = [*ours, *(name for name in theirs if name not in ours)]
        differing = [name for name in changed if ours.get(name) != theirs.get(name)]
        line = first.key.line
        roots = self._read(frame, line)
        statement = statement_at(frame.file, line)
        # A comprehension comes to its line once for each item, and what it collects has no name.
        if frame.statement == (statement.first, statement.last):
            roots |= frame.spoken
        frame.statement = statement.first, statement.last
        if differing and (not roots or self._draws(frame, line)):
            roots |= self._new(frame, line, fresh=not roots)
        for name in changed:
            frame.tainted.pop(name, None)
            if name in differing and roots:
                frame.tainted[name] = roots
            if frame.function == "<module>":
                self._modules[PurePath(frame.file).stem, name] = frame.tainted.get(name, _NONE)
        frame.spoken, frame.inner = roots, _NONE

    def _leave(self, frame: _Frame, first: Event, second: Event) -> None:
        if first.outputs == second.outputs:
            return
        ours, theirs = first.detail or {}, second.detail or {}
        escaping = frozenset().union(*(frame.tainted.get(name, _NONE) for name in frame.arguments))
        if ours.get("value") != theirs.get("value"):
            line = ours.get("line", first.key.line)
            roots = frame.spoken | self._read(frame, line)
            if not roots or self._draws(frame, line):
                roots |= self._new(frame, line, fresh=not roots)
            escaping |= roots
            self._returned[frame.function] = roots
            if frame.function == self._result:
                self.reaching.update(dict.fromkeys(sorted(roots)))
        outer = self._frames.get(frame.parent)
        if outer is not None:
            outer.inner |= escaping

    def _read(self, frame: _Frame, line: int) -> Roots:
        """Roots of everything that differs among what the statement reads, and what its calls returned."""
        statement = statement_at(frame.file, line)
        found = [frame.inner]
        for name in statement.names:
            here = self._modules.get((PurePath(frame.file).stem, name), _NONE)
            found.append(frame.tainted.get(name, here))
        found += [self._modules.get(member, _NONE) for member in statement.members]
        return frozenset().union(*found)

    def _draws(self, frame: _Frame, line: int) -> bool:
        statement = statement_at(frame.file, line)
        return any(file == frame.file and statement.first <= n <= statement.last for file, n in self._drawn)

    def _new(self, frame: _Frame, line: int, fresh: bool = True) -> Roots:
        statement = statement_at(frame.file, line)
        if statement.imports or not line:
            return _NONE
        root = Root(frame.file, statement.first, statement.last, frame.function)
        self.roots.setdefault(root)
        if fresh:
            self.fresh.add(root)
        return frozenset({root})


def _variables(event: Event, name: str) -> dict[str, str]:
    found: dict[str, str] = (event.detail or {}).get(name, {})
    return found
