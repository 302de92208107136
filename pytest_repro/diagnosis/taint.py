"""What a difference between two executions came from: lines, for certain or perhaps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_repro.traces.digest import OF_OBJECTS, OF_TEXTS, PLAIN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pytest_repro.diagnosis.slots import Filled
    from pytest_repro.diagnosis.statements import Statement
    from pytest_repro.traces.event import Event

Roots = frozenset["Root"]
NONE: Roots = frozenset()
_NESTED = ("<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>")


@dataclass(frozen=True, order=True)
class Root:
    """A statement that gave another value although what it read was equal."""

    file: str
    line: int
    last: int
    function: str

    def holds(self, file: str, line: int) -> bool:
        return self.file == file and self.line <= line <= self.last


@dataclass(frozen=True)
class Taint:
    """Roots of one value.

    Digests do not look into iterators, models of libraries or the order of sets. Such a value is equal in
    both executions, and what is taken out of it later may differ all the same.
    """

    sure: Roots = NONE
    """The value differs, and these are why."""
    perhaps: Roots = NONE
    """The value looks equal, or could not be looked into; if something of it differs, these may be why."""

    def __or__(self, other: Taint) -> Taint:
        if not (other.sure or other.perhaps):
            return self
        return Taint(self.sure | other.sure, self.perhaps | other.perhaps)

    def __bool__(self) -> bool:
        return bool(self.sure or self.perhaps)

    @property
    def all(self) -> Roots:
        return self.sure | self.perhaps

    def without(self, roots: Roots) -> Taint:
        return Taint(self.sure - roots, self.perhaps - roots)

    def unseen(self) -> Taint:
        """Of a value that is equal, as far as can be seen."""
        return Taint(NONE, self.all)

    def seen(self) -> Taint:
        """Of a value that differs: the best reason that there is."""
        return Taint(self.sure or self.perhaps)


CLEAN = Taint()


def joined(taints: Iterable[Taint]) -> Taint:
    found = CLEAN
    for taint in taints:
        found |= taint
    return found


@dataclass
class Frame:
    """One call under way in both executions: their variables, and what those that differ came from."""

    file: str
    function: str
    parent: int
    main: bool
    """Whether a call leads here, or it is the main thread's; no trace leads into another thread."""
    ours: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)
    taints: dict[str, Taint] = field(default_factory=dict)
    parts: dict[str, dict[str, None]] = field(default_factory=dict)
    """Of each variable, its parts that have values of their own."""
    filled: dict[str, Filled] = field(default_factory=dict)
    """Variables into places of which something was put."""
    arguments: frozenset[str] = frozenset()
    given: dict[str, Taint] = field(default_factory=dict)
    """What these differed for when the call began."""
    is_class: bool = False
    around: Taint = CLEAN
    """What the statement read in which this comprehension stands: no variable tells what it goes through."""
    orders: Roots = NONE
    """Of a coroutine that goes on, its lines while which others may have gone on first."""
    sender: tuple[Frame, Statement] | None = None
    """The statement that made this call: it may have sent something into a generator."""
    inner: Taint = CLEAN
    """What calls made by the running line have returned."""
    escaped: Taint = CLEAN
    """What these calls leave in what they were given."""
    called: set[str] = field(default_factory=set)
    """Names of the functions of these calls."""
    made: Frame | None = None
    """The last of these calls, if it was that of a constructor."""
    spoken: Taint = CLEAN
    """What the last statement read."""
    returned: tuple[int, Taint] | None = None
    """Line of the last ``return``, and what it read; a ``with`` around it is left afterwards."""
    statement: tuple[int, int] = (0, 0)
    """Lines of the last statement that ran in both."""
    apart: Taint | None = None
    """Why the executions go different ways just now; None while they go the same."""
    parted: Taint = CLEAN
    """Why they did before."""
    turns: tuple[int, int] = (0, 0)
    """Turns of the last events of either execution."""
    chosen: Taint = CLEAN
    """What the last statement read that decided on what runs next, where that differed."""
    under_way: bool = True
    interleaved: bool = False
    """Whether other threads ran, in either execution, between the last two events."""

    def came_back(self, function: str, returned: Taint, escaped: Taint) -> None:
        """A call that the running line made is over."""
        self.inner |= returned
        self.escaped |= escaped
        self.made = None
        if not function.startswith("<"):  # a comprehension is written where it runs
            self.called.add(function)

    def ran(self) -> None:
        """The line is over, and with it what its calls gave."""
        self.inner = self.escaped = CLEAN
        self.made = None
        self.called.clear()

    @property
    def constructs(self) -> bool:
        return self.function.endswith(".__init__")

    @property
    def nested(self) -> bool:
        return self.function.endswith(_NESTED)

    def note(self, first: Event | None, second: Event | None, detail: str) -> dict[str, None]:
        """Take over new values; the names of all that changed."""
        changed: dict[str, None] = {}
        turns = (first.turn if first else self.turns[0], second.turn if second else self.turns[1])
        self.interleaved, self.turns = turns != self.turns, turns
        for event, values in ((first, self.ours), (second, self.theirs)):
            if event is not None:
                new: dict[str, str] = (event.detail or {}).get(detail, {})
                values.update(new)
                changed.update(dict.fromkeys(new))
        self._note_parts(changed)
        return changed

    def _note_parts(self, names: Iterable[str]) -> None:
        for name in names:
            base = variable_of(name)
            if base != name:
                self.parts.setdefault(base, {})[name] = None

    def remember(self, taints: dict[str, Taint]) -> None:
        """Go on with variables of an earlier call."""
        self.taints = taints
        self._note_parts(taints)

    def pair(self, name: str) -> tuple[str, str]:
        """The values that it has in the two executions."""
        return self.ours.get(name, ""), self.theirs.get(name, "")

    def differs(self, name: str) -> bool:
        ours, theirs = self.pair(name)
        return ours != theirs

    def carries(self, name: str, changed: Collection[str]) -> bool:
        """Whether it differs for parts that differed before, and of which nothing has ``changed``."""
        known = self.parts.get(variable_of(name), ())
        inner = [part for part in known if part != name and lies_in(part, name) and self.differs(part)]
        return bool(inner) and not any(part in changed for part in inner)

    def knows(self, name: str) -> bool:
        return name in self.ours or name in self.theirs or name in self.taints

    def of(self, name: str) -> Taint:
        """What a variable, or a part of one, differs for: of several parts those that do differ."""
        differing = self.differing_parts(name)
        if differing:
            return differing
        inner = (part for part in self.parts.get(variable_of(name), ()) if lies_in(part, name))
        return joined(self._single(part) for part in (name, *inner))

    def left_in(self, argument: str) -> Taint:
        """What the call has put into what it was given."""
        now, before = self.of(argument), self.given.get(argument, CLEAN)
        return Taint(now.sure - before.sure, now.perhaps - before.all)

    def left_in_self(self) -> Taint:
        """What a constructor leaves in what it makes: of its arguments no more than it has put there."""
        return self.of("self") | joined(map(self._single, self.parts.get("self", ())))

    def differing_parts(self, name: str) -> Taint:
        known = self.parts.get(variable_of(name), ())
        inner = (part for part in known if part != name and lies_in(part, name))
        return joined(self.taints.get(part, CLEAN) for part in inner if self.differs(part))

    def _single(self, name: str) -> Taint:
        taint = self.taints.get(name, CLEAN)
        return taint if self.differs(name) else self.equal(name, taint)

    def equal(self, name: str, taint: Taint) -> Taint:
        """Of what looks equal: nothing where nothing can hide in it."""
        return CLEAN if self.is_plain(name) else taint.unseen()

    def is_plain(self, name: str) -> bool:
        """Whether it is nothing but what its digest tells, such as a number or a string."""
        return all(value.endswith(_PLAIN) for value in self.pair(name))

    def is_set(self, way: str) -> bool:
        """Whether a variable or a part of one is a set of strings, or of tuples."""
        return any(value.endswith(_OF_TEXTS) for value in self.pair(way))

    def is_set_of_objects(self, way: str) -> bool:
        """Whether it is a set of what hashes by its address."""
        return any(value.endswith(_OF_OBJECTS) for value in self.pair(way))

    def read(self, way: str) -> Taint:
        """Of what a chain of attributes and items leads to, or the nearest that is known before it."""
        base = variable_of(way)
        known = self.parts.get(base, {})
        if any(lies_in(part, way) for part in known):
            return self.of(way)
        nearest = max((part for part in known if lies_in(way, part)), key=len, default=base)
        return self.of(nearest)

    def left_of(self, target: str) -> Taint:
        """What is left of the old value where a part of it is set."""
        base = variable_of(target)
        around = [part for part in self.parts.get(base, {}) if part != target and lies_in(target, part)]
        if around:
            return self.of(max(around, key=len))
        return CLEAN if any(map(any, map(self.pair, self.parts.get(base, {})))) else self.of(base)


def variable_of(way: str) -> str:
    """The variable that a chain of attributes and items starts from."""
    return _VARIABLE.match(way).group()  # type: ignore[union-attr]


def lies_in(way: str, outer: str) -> bool:
    """Whether one chain leads to what the other leads to, or to a part of that."""
    return way == outer or (way.startswith(outer) and way[len(outer)] in ".[")


_VARIABLE = re.compile(r"[^.\[]*")
_PLAIN, _OF_TEXTS, _OF_OBJECTS = PLAIN.decode(), OF_TEXTS.decode(), OF_OBJECTS.decode()
