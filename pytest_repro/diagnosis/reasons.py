"""What a difference between two executions is put down to: what was read, drawn, or may have hidden there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.diagnosis.statements import Statement, statement_at
from pytest_repro.diagnosis.taint import CLEAN, NONE, Frame, Roots, Taint, joined, variable_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_repro.diagnosis.blurred import Blurred
    from pytest_repro.diagnosis.grounds import Grounds
    from pytest_repro.diagnosis.variables import Variables

_OWNERS = ("self", "cls")


class Reasons:
    """Statement by statement; remembers what leads from one to another outside of variables."""

    def __init__(self, grounds: Grounds, variables: Variables, blurred: Blurred) -> None:
        self._grounds = grounds
        self._variables = variables
        self._blurred = blurred
        self.given: dict[str, Taint] = {}
        """What functions gave the last time that they ran, by the last part of their name."""
        self.loose = CLEAN
        """What other threads made, and where they were started."""
        self._seeded: dict[str, Roots] = {}
        """Lines that reseeded a stream, by the name of what they called a method of: of the module, say."""

    def hand_over(
        self, parent: Frame, statement: Statement, frame: Frame, differing: list[str], definition: Statement
    ) -> Taint:
        """Arguments come from what the calling statement reads, and not from that of which it is a method.

        What is not given is what the ``definition`` says, which may have drawn it when it was made.
        """
        read = self._variables.read(parent, statement, owner=True)
        given = self._variables.read(parent, statement, method=frame.function.rpartition(".")[2])
        if differing and self._grounds.draws(parent, statement):
            given |= Taint(self._grounds.new(parent, statement, fresh=not given.sure))
        elif self._grounds.hides(parent, statement):
            given = self._hiding(parent, statement, given, fresh=not given.sure, gives_a_set=False)
        default = definition.defines and self._grounds.draws(frame, definition)
        if differing and default and not (read.sure or given.sure):
            read = given = Taint(self._grounds.new(frame, definition))
        elif self._changed_places(frame, differing):
            read = given = self._went_on(frame, differing)
        elif differing and not (read or given):
            # What a block ends with has the name that the block began with.
            held = joined(parent.of(name) for name in sorted(statement.mentioned)).sure
            made = self.loose.all if frame.interleaved else NONE
            known = self._variables.known(frame, differing) or held or made
            read = Taint(known or self._grounds.new(parent, statement))
        elif differing and not (read.sure or given.sure):
            self._grounds.fresh |= (given or read).perhaps & self._grounds.hidden
        for name in sorted(frame.arguments, key=len, reverse=True):
            own = variable_of(name) in _OWNERS
            new = _just_made(parent, frame) if own else None
            taint = new if new is not None else read if own or not given else given
            frame.taints[name] = self._variables.narrowed(frame, name, taint)
        return read | given

    def _changed_places(self, frame: Frame, differing: list[str]) -> bool:
        """Whether what a coroutine that goes on has differs for no other reason than which one went on: the
        same values may have changed places at another line before.
        """
        places = frame.orders and differing
        return bool(places) and self._variables.known(frame, differing) <= self.loose.all

    def _went_on(self, frame: Frame, differing: list[str]) -> Taint:
        self._grounds.roots.update(dict.fromkeys(sorted(frame.orders)))
        self._grounds.fresh |= frame.orders
        self.loose |= Taint(NONE, frame.orders)
        taint = Taint(frame.orders)
        self._variables.know_again(frame, differing, taint)
        return taint

    def begin(self, frame: Frame, differing: Iterable[str]) -> None:
        """Arguments with which a thread begins: known from where they were made, or those of another task."""
        for name in differing:
            known = self._variables.known(frame, [name]) or self._grounds.started
            frame.taints[name] |= Taint(known)

    def own(self, frame: Frame, statement: Statement, changed: Iterable[str]) -> list[str]:
        """What a statement changed, without what another thread did to what it shares with this one."""
        if not frame.interleaved:
            return [*changed]
        others = {name for name in changed if variable_of(name) not in statement.mentioned}
        for name in sorted(others, key=len, reverse=True):
            known = self._variables.known(frame, [name]) or self.loose.all
            self._variables.set(frame, name, self._variables.narrowed(frame, name, Taint(known)))
        return [name for name in changed if name not in others]

    def sent(self, parent: Frame, statement: Statement) -> Taint:
        """What a statement read, and drew, that lets a generator go on."""
        read = self._variables.read(parent, statement)
        if self._grounds.draws(parent, statement):
            read |= Taint(self._grounds.new(parent, statement, fresh=not read.sure))
        return read

    def explained(
        self, frame: Frame, statement: Statement, taint: Taint, differing: list[str], fresh: bool
    ) -> Taint:
        """What a statement read, with a root of its own where it draws, or where nothing else tells.

        ``taint``: of what it read; ``differing``: what differs after it; ``fresh``: whether it read nothing
        that differs, but for what it sets a part of.
        """
        starts = self._grounds.starts(frame, statement)
        hides = self._grounds.hides(frame, statement)
        if starts and (differing or hides):
            # What the thread is given may differ; what it makes may do so for another reason.
            root = self._grounds.new(frame, statement, fresh=False)
            self._grounds.started |= root
            self.loose |= Taint(NONE, root)
        if not differing:
            gives = self._gives_a_set(frame, statement)
            return self._hiding(frame, statement, taint, fresh, gives) if hides or gives else taint
        kept = joined(self.given.get(name, CLEAN) for name in sorted(statement.names | statement.attributes))
        # What differs where a thread starts has been made by one that runs already.
        if not starts and self._grounds.draws(frame, statement):
            # What runs coroutines asks for the time, too.
            aside = bool(kept.sure) and not hides
            drawn = Taint(self._grounds.new(frame, statement, fresh and not aside))
            drawn |= CLEAN if aside else Taint(self._within(frame, statement))
            return taint | drawn | kept
        if taint.sure:
            flagged = self._grounds.flags(frame, statement)
            return taint | Taint(self._grounds.new(frame, statement, fresh=False)) if flagged else taint
        if kept.sure:
            return taint | kept  # a function that did not run again, such as one with a cache
        return self._shown(frame, statement, taint, differing)

    def _within(self, frame: Frame, statement: Statement) -> Roots:
        """Numbers drawn before that may have hidden in an object of a library, which a method lets show.

        What trains a model lists folders and takes the time besides, and neither is why the model differs; an
        environment that was reset from entropy is given an action that is drawn from it, too.
        """
        opaque = (n for n in statement.owners if not (frame.parts.get(n) or frame.is_plain(n)))
        return frozenset(filter(self._grounds.gave_numbers, joined(map(frame.of, opaque)).all))

    def _gives_a_set(self, frame: Frame, statement: Statement) -> bool:
        """Whether a library is given a set of strings, and it is no other set that it gives or fills."""
        given = statement.passes_set or any(map(frame.is_set, statement.passed))
        if not given or not self._grounds.sets_vary or frame.called:
            return False
        return not any(map(frame.is_set, (statement.mentioned | statement.targets) - statement.passed))

    def _hiding(
        self, frame: Frame, statement: Statement, taint: Taint, fresh: bool, gives_a_set: bool
    ) -> Taint:
        """A draw after which nothing differs yet: its answer may lie where no digest looks."""
        root = self._grounds.new(frame, statement, fresh=False)
        if gives_a_set:
            self._grounds.gave_sets |= root
        self._grounds.hidden |= root if fresh else NONE
        if any("seed" in name for name in statement.attributes):
            self._seeded.update((owner, self._seeded.get(owner, NONE) | root) for owner in statement.owners)
        return taint | Taint(NONE, root)

    def _shown(self, frame: Frame, statement: Statement, taint: Taint, differing: list[str]) -> Taint:
        """Nothing that a statement read differs, and it draws nothing: what has hidden until now?"""
        root = self._grounds.new(frame, statement, fresh=False)
        seeded = NONE.union(*(self._seeded.get(owner, NONE) for owner in statement.owners))
        known = self._variables.known(frame, differing)
        hidden = (known or taint.perhaps or seeded or self.loose.all) - root
        if frame.interleaved and not known:
            hidden |= self.loose.all - root
        if statement.walks and all(map(frame.is_plain, differing)):
            hidden = frozenset(filter(self._grounds.orders_plain_values, hidden))
        if self._reads_a_set(frame, statement):
            hidden -= self._grounds.gave_sets
        if hidden <= self._grounds.started:
            hidden |= self.loose.all - root
        hidden |= self._blurred.may_have_run(self._grounds) - root
        self._grounds.fresh |= hidden & self._grounds.hidden if hidden else root
        if hidden:
            self._grounds.shown.update(dict.fromkeys(root, hidden))
        return Taint(hidden | root)

    def _reads_a_set(self, frame: Frame, statement: Statement) -> bool:
        """Whether a line, or that in which a comprehension stands, goes through a set of strings itself."""
        read = statement.names | statement.parts
        sender = frame.sender[0] if frame.nested and frame.sender is not None else None
        return any(map(frame.is_set, read)) or (sender is not None and any(map(sender.is_set, read)))

    def decided(self, frame: Frame) -> Taint:
        """What made the two go different ways: it showed in what the last statement read."""
        statement = statement_at(frame.file, frame.statement[0])
        read = frame.spoken.seen() or frame.parted
        if statement.chooses and (not read or self._grounds.draws(frame, statement)):
            read |= Taint(self._grounds.new(frame, statement, fresh=not read))
        elif not read:
            read = frame.chosen  # one went round a loop once more than the other, which shows somewhere in it
        self._grounds.fresh |= read.sure & self._grounds.hidden
        return read


def _just_made(parent: Frame, frame: Frame) -> Taint | None:
    """What may hide in an object that the calling line makes, and of which this is a method; else None."""
    if parent.made is not None and parent.made.pair("self") == frame.pair("self"):
        return parent.made.left_in_self()
    if not frame.constructs or frame.differs("self") or "__new__" in parent.called:
        return None
    # What the constructor of a class that it is derived from has begun, or nothing as yet.
    return parent.left_in_self() if parent.pair("self") == frame.pair("self") else CLEAN
