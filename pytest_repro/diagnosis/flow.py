"""Where two traces of one program begin to differ, and which of those beginnings reach the result.

Two executions in which little was varied are compared line by line. A variable that differs after a line that
read nothing that differed before is a *root*; what later lines make of it carries the root along, through
arguments, return values, attributes of classes and module variables, and through the branch that one
execution took and the other did not. This is dynamic taint analysis with two runs in the place of
instrumented operations: a root on which the result does not depend is no suspect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_repro.diagnosis.blurred import Blurred
from pytest_repro.diagnosis.closures import Closures
from pytest_repro.diagnosis.grounds import Grounds, root_of
from pytest_repro.diagnosis.reasons import Reasons
from pytest_repro.diagnosis.slots import fill
from pytest_repro.diagnosis.statements import Statement, only_told, statement_at
from pytest_repro.diagnosis.taint import CLEAN, NONE, Frame, Root, Taint, joined, variable_of
from pytest_repro.diagnosis.variables import Variables
from pytest_repro.traces.calls import RETURNED

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from pytest_repro.diagnosis.grounds import Lines
    from pytest_repro.traces.event import Event

    Code = tuple[str, str]


class Flow:
    """Follows events of two traces, in pairs, or alone where the other has none that corresponds."""

    def __init__(
        self,
        result: str,
        lines: Lines,
        counted: tuple[Counter[Code], Counter[Code]] | None = None,
        calls: tuple[Counter[Code], Counter[Code]] | None = None,
    ) -> None:
        """``result``: name of the function whose return value is the result.

        ``counted``: of functions of which not every line was traced, how many were, in either trace;
        ``calls``: the same of calls.
        """
        self._result = result
        self._blurred = Blurred(counted, calls)
        self.grounds = Grounds(lines)
        self._frames: dict[int, Frame] = {}
        self._theirs: dict[int, Frame] = {}
        self._single: tuple[dict[int, Taint], dict[int, Taint]] = ({}, {})
        """Of calls that only one of the two made, by number: what was read where it made the outermost."""
        self._variables = Variables()
        self._reasons = Reasons(self.grounds, self._variables, self._blurred)
        self._closures = Closures()
        self._last: dict[tuple[str, str], dict[str, Taint]] = {}
        """Variables of the last call of each function: a generator goes on with them."""
        self._returned: dict[str, Taint] = {}
        self._main: int | None = None
        self.reaching: dict[Root, None] = {}
        """Those on which the result depends."""

    def follow(self, first: Event | None, second: Event | None) -> None:
        """One of the two may be missing."""
        event = first or second
        assert event is not None
        if self._main is None:
            self._main = event.thread
        self.grounds.in_thread = event.thread != self._main
        ours = None if first is None else self._frames.get(first.frame)
        theirs = None if second is None else self._theirs.get(second.frame)
        kind = event.key.kind
        self._follow_single((first, second))
        if kind == "line" and self._blurred.passes(first, second):
            return
        if kind == "call":
            self._blurred.calls(first, second)
        if kind == "call" and (first is None or second is None):
            self._call_alone(event, self._frames if second is None else self._theirs)
        elif kind == "call" and first is not None and second is not None:
            self._call(first, second)
        elif ours is not None and ours is theirs and first is not None and second is not None:
            if kind == "line":
                self._line(ours, first, second)
            else:
                self._leave(ours, first, second)
        else:
            for frame, pair in ((ours, (first, None)), (theirs, (None, second))):
                if frame is not None and kind == "line":
                    self._alone(frame, *pair)
                elif kind == "return" and any(pair):
                    self._leave_alone(frame, event)

    def _call(self, first: Event, second: Event) -> None:
        number = first.detail["parent"]
        parent = self._frames.get(number)
        if parent is not self._theirs.get(second.detail["parent"]):
            return
        frame = Frame(first.key.file, first.key.function, number, bool(number) or first.thread == self._main)
        definition = statement_at(frame.file, first.key.line)
        frame.is_class = definition.is_class
        frame.arguments = frozenset(frame.note(first, second, "variables"))
        differing = [name for name in sorted(frame.arguments) if frame.differs(name)]
        if parent is None and (number or not frame.main) and not _mostly_equal(frame, differing):
            return  # not the same call, such as that of a thread which took up another task
        self._frames[first.frame] = self._theirs[second.frame] = frame
        if not frame.constructs:
            frame.remember({name: t.unseen() for name, t in self._last.get(_code(frame), {}).items()})
        enclosed = self._closures.enter(frame, first)
        if parent is None:
            frame.taints.update((name, self._returned.get(name, CLEAN)) for name in sorted(frame.arguments))
            if not frame.main:
                self._reasons.begin(frame, differing)
            frame.taints.update(enclosed)
            return
        frame.sender = parent, statement_at(parent.file, first.detail["at"])
        frame.interleaved = parent.turns != (first.turn, second.turn)
        if _makes_a_set_of_a_set(frame):
            passes = frame if frame.nested else parent
            self._variables.passing |= root_of(passes, statement_at(passes.file, first.detail["at"]))
        if first.detail.get("goes_on"):
            frame.orders = self.grounds.waiting_in(frame, first.key.line)
        given = [name for name in differing if name not in enclosed]
        read = self._reasons.hand_over(*frame.sender, frame, given, definition)
        frame.taints.update(enclosed)
        frame.around = read if frame.nested else CLEAN
        frame.given = {name: frame.of(name) for name in sorted(frame.arguments)}

    def _follow_single(self, events: Iterable[Event | None]) -> None:
        """Calls made in a call that only one of the two made, and what may be done to modules in there."""
        for event, single in zip(events, self._single, strict=True):
            if event is not None and event.key.kind == "call" and event.detail["parent"] in single:
                single[event.frame] = single[event.detail["parent"]]
            elif event is not None and event.key.kind == "line" and event.frame in single:
                self._variables.leave(event.key.file, event.key.line, single[event.frame])

    def _call_alone(self, event: Event, frames: dict[int, Frame]) -> None:
        """What only one of the two called may have changed whatever it was given."""
        parent = frames.get(event.detail["parent"])
        if parent is not None:
            read = self._variables.read(parent, statement_at(parent.file, event.detail["at"]))
            taint = (read | (parent.apart or CLEAN)).unseen()
            parent.came_back("", taint, taint)
            self._single[frames is self._theirs][event.frame] = taint

    def _leave_alone(self, frame: Frame | None, event: Event) -> None:
        """A coroutine, say, that goes on in another order: what it returns may be of all that it has."""
        code = event.key.file, event.key.function
        if frame is not None:
            self._last[code] = frame.taints
            outer = self._frames.get(frame.parent)
            if outer is not None and frame.apart:  # a generator that goes on where the other one has ended
                outer.came_back(frame.function.rpartition(".")[2], frame.apart.unseen(), CLEAN)
        told = only_told(event.key.file, event.key.line)
        known = self._last.get(code, {})
        taint = joined(known[name] for name in sorted(known) if variable_of(name) not in told)
        self._reasons.given[event.key.function.rpartition(".")[2]] = Taint(taint.all)

    def _line(self, frame: Frame, first: Event, second: Event) -> None:
        statement = statement_at(frame.file, first.key.line)
        changed = self._reasons.own(frame, statement, frame.note(first, second, "changed"))
        these = frozenset(changed)
        differing = [name for name in changed if frame.differs(name) and not frame.carries(name, these)]
        taint = self._variables.read(frame, statement)
        given = self._variables.read(frame, statement, with_old=False).sure
        # A comprehension comes to its line once for each item, and what it collects has no name.
        if frame.statement == (statement.first, statement.last):
            taint |= frame.spoken
        if statement.yields and differing and frame.sender is not None:
            taint |= self._reasons.sent(*frame.sender)
        told = taint.sure
        taint = self._reasons.explained(frame, statement, taint, differing, fresh=not given)
        fill(frame, statement, changed, given | (taint.sure - told))
        drawn = self.grounds.draws(frame, statement)
        new = NONE if told or drawn else frozenset(root for root in taint.sure if _at(root, frame, statement))
        fields = self.grounds.of_fields(frame, statement, differing) if drawn else {}
        self._variables.assign(frame, statement, changed, taint, new, fields)
        frame.statement = statement.first, statement.last
        frame.apart = None
        frame.spoken = CLEAN if statement.tells else taint
        if statement.chooses:
            frame.chosen = taint.seen() or frame.chosen
        frame.ran()
        if statement.returns:
            frame.returned = statement.first, taint

    def _alone(self, frame: Frame, first: Event | None, second: Event | None) -> None:
        """A line that only one of the two came to: the last branch is why."""
        event = first or second
        assert event is not None
        if frame.apart is None:
            frame.apart = frame.parted = self._reasons.decided(frame)
        statement = statement_at(frame.file, event.key.line)
        taint = self._variables.read(frame, statement) | frame.apart
        changed = self._reasons.own(frame, statement, frame.note(first, second, "changed"))
        if (changed or statement.returns) and self.grounds.draws(frame, statement):
            taint |= Taint(self.grounds.new(frame, statement, fresh=False))
        if statement.returns:
            frame.apart = taint
        elif statement.chooses and not frame.apart:
            frame.apart = taint.seen()
        for name in changed:
            self._variables.set(frame, name, taint.seen())
        frame.ran()

    def _leave(self, frame: Frame, first: Event, second: Event) -> None:
        self._frames.pop(first.frame), self._theirs.pop(second.frame)
        frame.under_way = False
        self._last[_code(frame)] = frame.taints
        self._reasons.given.pop(frame.function.rpartition(".")[2], None)
        ours, theirs = first.detail or {}, second.detail or {}
        differs = _returned(ours) != _returned(theirs)
        escaping = joined(map(frame.left_in, sorted(frame.arguments)))
        last = ours.get("line", first.key.line)
        line, taint = frame.returned or (last, frame.spoken)
        statement = statement_at(frame.file, line)
        if differs and ours.get("line") != theirs.get("line"):
            taint |= self._reasons.decided(frame) if frame.apart is None else frame.apart
        if frame.returned is None and frame.statement != (statement.first, statement.last):
            taint |= self._variables.read(frame, statement)
        if frame in self._blurred:
            taint = self._in_all(taint, frame, first.key.line, differs)
        if differs:
            given = frame.note(first, second, "value")
            taint = self._reasons.explained(frame, statement, taint, [RETURNED], not taint.sure)
            for name in sorted(given, key=len, reverse=True):
                of_entry = self._variables.of_entry(frame, statement, name, taint)
                frame.taints[name] = self._variables.narrowed(frame, name, of_entry)
            taint = frame.of(RETURNED)
            if frame.function == self._result:
                self.reaching.update(dict.fromkeys(sorted(taint.sure)))
            self._returned[frame.function] = taint
            self._reasons.given[frame.function.rpartition(".")[2]] = taint
        returned = taint if differs else self._behind(frame, taint)
        self._closures.leave(frame, first.frame)
        if first.outputs == second.outputs or _went_on_elsewhere(frame):
            returned, escaping = returned.unseen(), escaping.unseen()
        self._blurred.leaves(frame, returned.all | escaping.all, self.grounds)
        outer = self._frames.get(frame.parent)
        name = frame.function.rpartition(".")[2]
        if outer is not None:
            makes = frame.constructs and frame.knows("self")
            outer.came_back(name, returned | frame.left_in_self() if makes else returned, escaping)
            outer.made = frame if makes else None
        elif not frame.main:
            self._reasons.loose |= escaping | returned

    def _behind(self, frame: Frame, taint: Taint) -> Taint:
        """What may hide in what a call returned, which is equal.

        Nothing in a set that was made of another one: whatever order that had, the new one has its own.
        """
        return CLEAN if _makes_a_set_of_a_set(frame) else taint.unseen()

    def _in_all(self, taint: Taint, frame: Frame, first: int, differs: bool) -> Taint:
        """``taint``, and what a call may have made of what it has, and drew, on lines that are not known."""
        drawn = self._blurred.drawn(frame, first, self.grounds)
        gone = self._blurred.overwritten(frame, self.grounds, self._variables.kept())
        roots = NONE.union(*(self.grounds.new(frame, statement, fresh=differs) for statement in drawn))
        told = only_told(frame.file, first)
        names = (name for name in sorted(frame.taints) if variable_of(name) not in told)
        found = joined([*map(frame.of, names), frame.inner, frame.escaped])
        found |= Taint(roots)
        if differs and not (taint.sure or found.sure):
            found |= Taint(self._blurred.repeated(frame, self.grounds))
        return (taint | (found if differs else found.unseen())).without(gone)


def _code(frame: Frame) -> tuple[str, str]:
    return frame.file, frame.function


def _makes_a_set_of_a_set(frame: Frame) -> bool:
    """Whether a comprehension goes through a set of strings, and makes one; from Python 3.12 on it is no call
    of its own, and what it calls for each item stands for it.
    """
    if frame.sender is None:
        return False
    outer, statement = frame.sender
    called = frame.function.rpartition(".")[2]
    makes = called == "<setcomp>" or (called in statement.gathers and not outer.nested)
    return makes and any(map(outer.is_set, statement.names))


def _went_on_elsewhere(frame: Frame) -> bool:
    """Whether a loop let a coroutine go on: what that returns is not for what runs the loop."""
    if not frame.orders or frame.sender is None:
        return False
    statement = frame.sender[1]
    return frame.function.rpartition(".")[2] not in statement.mentioned | statement.attributes


def _mostly_equal(frame: Frame, differing: list[str]) -> bool:
    """Whether of the arguments of two calls less than half differ: what they share may be under way. Of an
    object that differs only the parts count that do.
    """
    whole = [name for name in frame.arguments if name == variable_of(name)]
    differ = (_share(frame, name, differing) for name in whole if name in differing)
    return 2 * sum(differ) < max(len(whole), 1)


def _share(frame: Frame, name: str, differing: list[str]) -> float:
    """Of the parts of an argument that differs, how many do."""
    parts = [part for part in frame.arguments if part != name and variable_of(part) == name]
    return sum(part in differing for part in parts) / len(parts) if parts else 1


def _at(root: Root, frame: Frame, statement: Statement) -> bool:
    return (root.file, root.line) == (frame.file, statement.first)


def _returned(detail: dict[str, Any]) -> str:
    value: dict[str, str] = detail.get("value") or {}
    return value.get(RETURNED, "")
