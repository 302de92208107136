"""What variables of two executions came from: those of calls, modules and classes, and their values."""

from __future__ import annotations

import functools
import re
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.grounds import root_of
from pytest_repro.diagnosis.slots import Overwritten
from pytest_repro.diagnosis.statements import statement_at
from pytest_repro.diagnosis.taint import CLEAN, NONE, Frame, Roots, Taint, joined, lies_in, variable_of
from pytest_repro.traces.digest import Budget, Digester

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pytest_repro.diagnosis.statements import Statement

_MODULE = "<module>"


class Variables:
    """Reads and assigns.

    Two values that differ and that were seen before as they are now, in whatever variable, came from where
    they came from then: so they are known again behind a queue, in a container, or in another thread.
    """

    def __init__(self) -> None:
        self._modules: dict[tuple[str, str], Taint] = {}
        """Variables of modules, by the module's name and their own."""
        self._classes: dict[str, dict[str, Taint]] = {}
        """What class bodies have set, by the attribute's name and the class's, which may be unknown."""
        self._aliases: dict[tuple[str, str], tuple[str, str]] = {}
        self._elsewhere: dict[tuple[str, str], Taint] = {}
        """Parts of what no frame holds: of module variables, classes, modules."""
        self._values: dict[tuple[str, str], Taint] = {}
        """Of two values that differ, why they did when they were first seen."""
        self.passing: Roots = NONE
        """Statements that values pass in the order of a set: it is not why they differ later on."""

    # Reading ----------------------------------------------------------------------------------------------

    def read(
        self,
        frame: Frame,
        statement: Statement,
        with_old: bool = True,
        method: str = "",
        owner: bool = False,
    ) -> Taint:
        """What differs among what a statement reads, and what its calls returned.

        ``with_old``: and in that of which it sets a part; ``method``: but for that of which it calls this.
        ``owner``: and in that of which it calls a method, though what that gave is known.
        What it only asks for its length is seldom another length: that counts where nothing else differs.
        """
        gone = Overwritten(frame, statement)
        found = [frame.inner, frame.around]
        found += [self._of(frame, name) for name in sorted(statement.names - statement.measured)]
        ways = [way for way in sorted(statement.parts) if not method or not way.endswith(f".{method}")]
        found += [self._part(frame, way, owner) for way in ways]
        if with_old:
            found += [gone.left_of(variable_of(t), frame.left_of(t)) for t in sorted(statement.targets)]
        found += [self._variable(*member) for member in sorted(statement.members)]
        found += [self._of_class(frame, statement, name) for name in sorted(statement.attributes)]
        read = joined(found)
        if read.sure:
            return read
        # Of another object equal parts may be read, and set.
        around = sorted(map(variable_of, (*statement.targets, *ways)))
        read |= frame.escaped
        known = (name for name in around if frame.knows(name))
        read |= joined(gone.left_of(name, frame.of(name)) for name in known).unseen()
        return joined([read, *(self._of(frame, name) for name in sorted(statement.measured))])

    def _of(self, frame: Frame, name: str) -> Taint:
        """What differs in a variable of the frame or of its module."""
        return frame.of(name) if frame.knows(name) else self._variable(PurePath(frame.file).stem, name)

    def _part(self, frame: Frame, way: str, owner: bool) -> Taint:
        name = variable_of(way)
        if frame.knows(name):
            # What a method or a property makes of it has been returned, where it is the user's.
            returned = not owner and frame.called.intersection(way.split(".")[1:])
            return CLEAN if returned else frame.read(way)
        stem = PurePath(frame.file).stem
        return self._variable(stem, name) | joined(
            self._elsewhere[where, known]
            for where, known in self._elsewhere
            if where == stem and (lies_in(known, way) or lies_in(way, known))
        )

    def _of_class(self, frame: Frame, statement: Statement, name: str) -> Taint:
        """What class bodies made of an attribute: of a method's own class, where that has set it."""
        known = self._classes.get(name, {})
        own = known.get(frame.function.rpartition(".")[0])
        ways = [way for way in statement.parts if name in way.split(".")[1:]]
        if own is None or not ways or any(variable_of(way) not in ("self", "cls") for way in ways):
            return joined(known.values())
        return own | known.get("", CLEAN)

    def _set_in_class(self, name: str, owner: str, taint: Taint) -> None:
        known = self._classes.setdefault(name, {})
        known[owner] = known.get(owner, CLEAN) | taint

    def _variable(self, stem: str, name: str) -> Taint:
        return self._modules.get(self._key(stem, name), CLEAN)

    def _key(self, stem: str, name: str) -> tuple[str, str]:
        """The variable behind an imported name, where its module is known."""
        key = self._aliases.get((stem, name), (stem, name))
        return key if key in self._modules else (stem, name)

    def kept(self) -> Roots:
        """Of all that no call holds."""
        of_classes = (taint for known in self._classes.values() for taint in known.values())
        everywhere = (*self._modules.values(), *of_classes, *self._elsewhere.values())
        return NONE.union(*(taint.all for taint in everywhere))

    def of_entry(self, frame: Frame, statement: Statement, name: str, taint: Taint) -> Taint:
        """``taint``, of what a statement read; of a part of a dict that it writes out, of what is there."""
        way = name.removeprefix(variable_of(name))
        for key, entry in statement.entries:
            if lies_in(way, key):
                sure = self.read(frame, entry, with_old=False).sure & taint.sure
                return Taint(sure, taint.perhaps) if sure else taint
        return taint

    # Assigning --------------------------------------------------------------------------------------------

    def assign(
        self,
        frame: Frame,
        statement: Statement,
        changed: Collection[str],
        taint: Taint,
        new: Roots = NONE,
        fields: Mapping[str, Roots] = MappingProxyType({}),
    ) -> None:
        """``new``: that the line itself is to blame, since nothing else tells. ``fields``: parts of which
        it is known what alone they are made of.
        """
        for name in sorted(changed, key=len, reverse=True):  # parts first: of them the whole is made
            if name in fields:
                self.set(frame, name, self.narrowed(frame, name, Taint(fields[name])))
            else:
                of_entry = self.of_entry(frame, statement, name, taint)
                self.set(frame, name, self._made(frame, statement, name, of_entry, new))
        if frame.function == _MODULE:
            self._aliases.update(_imported(frame.file, statement))
        hidden = taint.without(self.passing).unseen()
        set_elsewhere = self._set_elsewhere(frame, statement, hidden) if hidden else frozenset()
        for name in statement.handed.difference(changed, set_elsewhere) if hidden else ():
            key = self._key(PurePath(frame.file).stem, name)
            if name in frame.ours:
                frame.taints[name] = frame.taints.get(name, CLEAN) | hidden
            elif key in self._modules:
                self._modules[key] |= hidden
        if hidden and not changed:
            self._change_classes(statement, hidden)
        if hidden and statement.walks:  # functions and classes have no digest
            items = statement.mentioned - statement.names - statement.owners - frame.ours.keys()
            frame.taints.update(dict.fromkeys(sorted(items), hidden))
        for name in statement.defines if hidden else ():
            self._modules[PurePath(frame.file).stem, name] = hidden

    def leave(self, file: str, line: int, taint: Taint) -> None:
        """What a line, of a call that only one of the two made, may do to variables of its module and of
        classes: plugins that register themselves as they are found do so in another order.
        """
        stem, statement = PurePath(file).stem, statement_at(file, line)
        for name in sorted(statement.handed):
            key = self._key(stem, name)
            if key in self._modules:
                self._modules[key] |= taint
        self._change_classes(statement, taint)

    def _change_classes(self, statement: Statement, taint: Taint) -> None:
        for name in sorted(filter(None, map(_changed_in_class, (*statement.parts, *statement.targets)))):
            self._set_in_class(name, "", taint)

    def _made(self, frame: Frame, statement: Statement, name: str, taint: Taint, new: Roots) -> Taint:
        """What a variable that is set differs for: all that was read, or what a constructor gave."""
        made = frame.made
        if made is None or not _gives(frame, made, statement, variable_of(name)):
            return self.narrowed(frame, name, taint, frame.escaped, new)
        drawn = root_of(frame, statement)
        return self.narrowed(
            frame, name, made.left_in_self() | Taint(taint.sure & drawn, taint.perhaps & drawn), new=new
        )

    def _set_elsewhere(self, frame: Frame, statement: Statement, hidden: Taint) -> frozenset[str]:
        """Variables that no frame holds, and of which a statement sets known parts."""
        found = []
        for way in sorted(statement.targets):
            name = variable_of(way)
            if not way.endswith("]") and not frame.parts.get(name) and not frame.differs(name):
                self._set_in_class(way.rpartition(".")[2], "", hidden)
            if not frame.knows(name) and not way.endswith("[?]"):
                key = PurePath(frame.file).stem, way
                self._elsewhere[key] = self._elsewhere.get(key, CLEAN) | hidden
                found.append(name)
        return frozenset(found)

    def set(self, frame: Frame, name: str, taint: Taint) -> None:
        """Note as well what bodies of modules and classes leave to others."""
        frame.taints[name] = taint
        if frame.function == _MODULE:
            self._modules[PurePath(frame.file).stem, name] = taint
        elif frame.is_class and taint:
            self._set_in_class(name, frame.function, taint)

    # Values -----------------------------------------------------------------------------------------------

    def narrowed(
        self, frame: Frame, name: str, taint: Taint, wider: Taint = CLEAN, new: Roots = NONE
    ) -> Taint:
        """What a variable differs for that came from what ``taint`` says: less, where its value is known.

        ``wider``: from where known values may have come besides.
        """
        if not frame.differs(name):
            return frame.equal(name, taint | wider)
        seen = self._seen(frame, name, taint, wider, new)
        # What is seen to differ may hold more than that.
        return seen if frame.is_plain(name) else seen | (taint | wider).unseen()

    def _seen(self, frame: Frame, name: str, taint: Taint, wider: Taint, new: Roots) -> Taint:
        pair = frame.pair(name)
        parts = frame.differing_parts(name)
        if parts:
            return self._values.setdefault(pair, parts)
        seen = taint.seen() or wider.seen()
        if _common(pair) or (seen.sure and seen.sure <= self.passing):
            return seen
        known = self._values.setdefault(pair, seen).sure
        if not taint.sure - new:
            return Taint(known or seen.sure)
        # What is taken out of a container by a key that differs may be what was put there for another reason.
        return Taint(known & (taint | wider).sure or known & (taint | wider).perhaps or taint.sure)

    def know_again(self, frame: Frame, names: Iterable[str], taint: Taint) -> None:
        """Values that differ do so for another reason from now on."""
        for name in names:
            if not frame.differing_parts(name):
                self._values[frame.pair(name)] = taint

    def known(self, frame: Frame, names: Iterable[str]) -> Roots:
        """Why values that differ did when they were first seen; nothing where one of them is new."""
        leaves = [name for name in names if not frame.differing_parts(name)]
        pairs = [pair for name in leaves if not _common(pair := frame.pair(name))]
        found = [self._values.get(pair, CLEAN).sure for pair in pairs]
        return NONE.union(*found) if all(found) else NONE


def _changed_in_class(way: str) -> str:
    """Of ``Layer.known.append`` and ``cls.registry[?]`` the class's attribute; empty for anything else."""
    found = _OF_CLASS.match(way)
    return found[1] if found else ""


_OF_CLASS = re.compile(r"(?:cls|[A-Z]\w*)\.(\w+)[.\[]")


def _gives(frame: Frame, made: Frame, statement: Statement, variable: str) -> bool:
    """Whether a variable that a statement sets is what the constructor made, or has gone on with."""
    named = made.function == f"{statement.makes}.__init__" or (frame.constructs and variable == "self")
    return named and made.pair("self") == frame.pair(variable)


def _common(pair: tuple[str, str]) -> bool:
    """Whether two values may be met anywhere: numbers that things are counted with, nothing."""
    return not all(pair) or not _everyday().isdisjoint(pair)


@functools.cache
def _everyday() -> frozenset[str]:
    digester, budget = Digester(lambda cls: False), Budget(0)
    values = [None, True, False, "", *range(-100, 1001), *map(float, range(-100, 1001))]
    digests = [digester.marked(value, budget) for value in values]
    return frozenset(digest.hex()[:16] + digest[16:].decode() for digest in digests)


def _imported(file: str, statement: Statement) -> dict[tuple[str, str], tuple[str, str]]:
    """Names of a module that stand for another module's."""
    stem = PurePath(file).stem
    return {(stem, name): member for name, member in statement.imported}
