"""Where two traces of one program begin to differ, and which of those beginnings reach the result.

Two executions in which little was varied are compared line by line. A variable that differs after a line that
read nothing that differed before is a *root*; what later lines make of it carries the root along, through
arguments, return values, attributes of classes and module variables. This is dynamic taint analysis with two
runs in the place of instrumented operations: a root on which the result does not depend is no suspect.

Where only one of the two runs a line, the statement before has decided so: what the line sets depends on
what that statement read, and is a root where nothing of it differed before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.statements import Statement, statement_at
from pytest_repro.traces.calls import MAX_LINES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_repro.traces.event import Event

Roots = frozenset["Root"]
_NONE: Roots = frozenset()
_ITERATED = ".0"
"""What a comprehension goes through, in versions in which it is a function of its own."""


@dataclass(frozen=True, order=True)
class Root:
    """A statement that gave another value although what it read was equal."""

    file: str
    line: int
    last: int
    function: str

    def holds(self, file: str, line: int) -> bool:
        return self.file == file and self.line <= line <= self.last


@dataclass(eq=False)
class _Frame:
    """One call under way: which of its variables differ, and through which roots."""

    file: str
    function: str
    outer: _Frame | None
    is_class: bool = False
    tainted: dict[str, Roots] = field(default_factory=dict)
    arguments: frozenset[str] = frozenset()
    inner: Roots = _NONE
    """Roots of what calls made by the running line have returned."""
    spoken: Roots = _NONE
    """Roots of what the last statement read."""
    statement: Statement = field(default_factory=lambda: Statement(0, 0))
    """The last one that both ran."""
    apart: Roots | None = None
    """Where one has run lines since that the other has not: the roots of what decided so."""


class Flow:
    """Follows pairs of aligned events, and those that have no partner."""

    def __init__(self, result: str, drawn: Iterable[tuple[str, int]] = ()) -> None:
        """``result``: name of the function whose return value is the result.

        ``drawn``: lines known to draw on what was varied.
        """
        self._result = result
        self._drawn = frozenset(drawn)
        self._frames: tuple[dict[int, _Frame], dict[int, _Frame]] = {}, {}
        """Of either trace by number; calls that correspond are one frame in both."""
        self._lines: tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]] = Counter(), Counter()
        self._modules: dict[tuple[str, str], Roots] = {}
        self._classes: dict[str, Roots] = {}
        """Roots of what class bodies have set, by the attribute's name."""
        self._returned: dict[str, Roots] = {}
        self.roots: dict[Root, None] = {}
        """In the order in which they showed."""
        self.reaching: dict[Root, None] = {}
        """Those on which the result depends."""
        self.fresh: set[Root] = set()
        """Those that read nothing that differed; the others draw, and read something that differed too."""

    def follow(self, first: Event, second: Event) -> None:
        """Two events that correspond, unless they belong to calls that do not."""
        calls = first.key.kind == "call"
        numbers = (_outer(first), _outer(second)) if calls else (first.frame, second.frame)
        frames = [known.get(number) for known, number in zip(self._frames, numbers, strict=True)]
        if frames[0] is not frames[1]:
            self.alone(first, 0)
            self.alone(second, 1)
        elif calls:
            self._call(first, second)
        elif frames[0] is not None and first.key.kind == "line":
            for counter in self._lines:
                counter[first.key.file, first.key.function] += 1
            self._line(frames[0], first, second)
        elif frames[0] is not None:
            for known, number in zip(self._frames, numbers, strict=True):
                del known[number]
            self._leave(frames[0], first, second)

    def alone(self, event: Event, side: int) -> None:
        """An event of the first trace (0) or the second (1) that the other one has not."""
        frame = self._frames[side].get(_outer(event) if event.key.kind == "call" else event.frame)
        if event.key.kind == "call":
            made = self._frames[side][event.frame] = self._frame(event, frame)
            made.apart = _NONE if frame is None else (frame.apart or _NONE)
            if frame is not None and event.detail:
                read = self._read(frame, event.detail["at"]) | made.apart
                made.tainted = dict.fromkeys((*made.arguments, _ITERATED), read)
        elif frame is not None and event.key.kind == "line":
            self._lines[side][event.key.file, event.key.function] += 1
            self._line_alone(frame, event)
        elif frame is not None:
            del self._frames[side][event.frame]
            if frame.outer is not None:
                line = (event.detail or {}).get("line", event.key.line)
                frame.outer.inner |= (frame.apart or _NONE) | frame.spoken | self._read(frame, line)

    def _frame(self, event: Event, outer: _Frame | None) -> _Frame:
        key = event.key
        is_class = statement_at(key.file, key.line).is_class
        names = frozenset(_variables(event, "variables"))
        return _Frame(key.file, key.function, outer, is_class, arguments=names)

    def _call(self, first: Event, second: Event) -> None:
        outer = self._frames[0].get(_outer(first))
        frame = self._frame(first, outer)
        self._frames[0][first.frame] = self._frames[1][second.frame] = frame
        variables = _variables(first, "variables"), _variables(second, "variables")
        differing = [name for name in variables[0] if variables[0][name] != variables[1].get(name)]
        if outer is None:
            frame.tainted = {name: self._returned.get(name, _NONE) for name in differing}
            return
        roots = self._read(outer, first.detail["at"])
        if differing:
            frame.tainted = dict.fromkeys(differing, roots or self._new(outer, first.detail["at"]))
        if frame.function.endswith("comp>") or frame.function.endswith("<genexpr>"):
            frame.tainted[_ITERATED] = roots

    def _line(self, frame: _Frame, first: Event, second: Event) -> None:
        ours, theirs = _variables(first, "changed"), _variables(second, "changed")
        changed = [*ours, *(name for name in theirs if name not in ours)]
        differing = [name for name in changed if ours.get(name) != theirs.get(name)]
        line = first.key.line
        statement = statement_at(frame.file, line)
        roots = self._read(frame, line)
        # A comprehension comes to its line once for each item, and what it collects has no name.
        if frame.statement == statement:
            roots |= frame.spoken
        frame.statement, frame.apart = statement, None
        if differing and (not roots or self._draws(frame, line)):
            roots |= self._new(frame, line, fresh=not self._read(frame, line, with_stored=False))
        for name in changed:
            frame.tainted.pop(name, None)
            if name in differing and roots:
                frame.tainted[name] = roots
            self._outlive(frame, name)
        frame.spoken, frame.inner = roots, _NONE

    def _line_alone(self, frame: _Frame, event: Event) -> None:
        if frame.apart is None:
            frame.apart = self._decided(frame)
        line = event.key.line
        roots = frame.apart | self._read(frame, line)
        changed = _variables(event, "changed")
        if changed and self._draws(frame, line):
            roots |= self._new(frame, line)
        for name in changed if roots else ():
            frame.tainted[name] = frame.tainted.get(name, _NONE) | roots
            self._outlive(frame, name)
        frame.inner = _NONE

    def _decided(self, frame: _Frame) -> Roots:
        """Roots of what made the two go different ways: they showed in what the last statement read."""
        line = frame.statement.first
        where = frame.file, frame.function
        # Beyond that many lines nothing is noted, which parts two traces without anybody's doing.
        counted = all(counter[where] < MAX_LINES for counter in self._lines)
        chooses = frame.statement.chooses and not frame.spoken
        if counted and (chooses or (frame.statement.chooses and self._draws(frame, line))):
            return frame.spoken | self._new(frame, line, fresh=not frame.spoken)
        return frame.spoken

    def _outlive(self, frame: _Frame, name: str) -> None:
        """Note what bodies of modules and classes leave to others."""
        roots = frame.tainted.get(name, _NONE)
        if frame.function == "<module>":
            self._modules[PurePath(frame.file).stem, name] = roots
        elif frame.is_class and roots:
            self._classes[name] = self._classes.get(name, _NONE) | roots

    def _leave(self, frame: _Frame, first: Event, second: Event) -> None:
        if first.outputs == second.outputs:
            return
        ours, theirs = first.detail or {}, second.detail or {}
        apart = frame.apart or _NONE
        escaping = frozenset().union(*(frame.tainted.get(name, _NONE) for name in frame.arguments))
        if ours.get("value") != theirs.get("value"):
            lines = [ours.get("line", first.key.line), theirs.get("line", second.key.line)]
            roots = frame.spoken if lines[0] == lines[1] else apart or self._decided(frame)
            for line in dict.fromkeys(lines):
                roots |= self._read(frame, line)
                if line == first.key.line:  # the call's lines were not traced any more
                    roots |= escaping or self._of_earlier_calls(frame)
                if not roots or self._draws(frame, line):
                    roots |= self._new(frame, line, fresh=not roots)
            escaping |= roots
            self._returned[frame.function] = roots
            if frame.function == self._result:
                self.reaching.update(dict.fromkeys(sorted(roots)))
        if frame.outer is not None:
            frame.outer.inner |= escaping

    def _of_earlier_calls(self, frame: _Frame) -> Roots:
        function = frame.file, frame.function
        return frozenset(root for root in self.roots if (root.file, root.function) == function)

    def _read(self, frame: _Frame, line: int, with_stored: bool = True) -> Roots:
        """Roots of everything that differs among what the statement reads, and what its calls returned.

        ``with_stored``: and of that of which it sets a part.
        """
        statement = statement_at(frame.file, line)
        found = [frame.inner, frame.tainted.get(_ITERATED, _NONE)]
        names = statement.names | statement.stored if with_stored else statement.names
        for name in names:
            here = self._modules.get((PurePath(frame.file).stem, name), _NONE)
            found.append(frame.tainted.get(name, here))
        found += [self._modules.get(member, _NONE) for member in statement.members]
        found += [self._classes.get(name, _NONE) for name in statement.attributes]
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


def _outer(event: Event) -> int:
    """The number of the call that made this one; 0 if that is not traced."""
    return int(event.detail["parent"]) if event.detail else 0


def _variables(event: Event, name: str) -> dict[str, str]:
    found: dict[str, str] = (event.detail or {}).get(name, {})
    return found
