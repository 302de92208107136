"""What variables of two executions came from: those of calls, modules and classes, and their values."""

from __future__ import annotations

import functools
from pathlib import PurePath
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.taint import CLEAN, NONE, Frame, Roots, Taint, joined
from pytest_repro.traces.digest import Budget, Digester

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        self._classes: dict[str, Taint] = {}
        """What class bodies have set, by the attribute's name."""
        self._aliases: dict[tuple[str, str], tuple[str, str]] = {}
        self._values: dict[tuple[str, str], Taint] = {}
        """Of two values that differ, why they did when they were first seen."""

    # Reading ----------------------------------------------------------------------------------------------

    def read(self, frame: Frame, statement: Statement, with_old: bool = True) -> Taint:
        """What differs among what a statement reads, and what its calls returned.

        ``with_old``: and in that of which it sets a part. What it only asks for its length is seldom
        another length: that counts where nothing else differs.
        """
        found = [frame.inner, frame.around]
        found += [self._of(frame, name) for name in sorted(statement.names - statement.measured)]
        found += [frame.read(way) for way in sorted(statement.parts)]
        if with_old:
            found += [frame.left_of(target) for target in sorted(statement.targets)]
        found += [self._variable(*member) for member in sorted(statement.members)]
        found += [self._classes.get(name, CLEAN) for name in sorted(statement.attributes)]
        read = joined(found)
        if read.sure:
            return read
        return joined([read, *(self._of(frame, name) for name in sorted(statement.measured))])

    def _of(self, frame: Frame, name: str) -> Taint:
        """What differs in a variable of the frame or of its module."""
        return frame.of(name) if frame.knows(name) else self._variable(PurePath(frame.file).stem, name)

    def _variable(self, stem: str, name: str) -> Taint:
        return self._modules.get(self._key(stem, name), CLEAN)

    def _key(self, stem: str, name: str) -> tuple[str, str]:
        """The variable behind an imported name, where its module is known."""
        key = self._aliases.get((stem, name), (stem, name))
        return key if key in self._modules else (stem, name)

    # Assigning --------------------------------------------------------------------------------------------

    def assign(self, frame: Frame, statement: Statement, changed: Iterable[str], taint: Taint) -> None:
        for name in changed:
            self.set(frame, name, self.narrowed(frame, name, taint))
        if frame.function == _MODULE:
            self._aliases.update(_imported(frame.file, statement))
        hidden = taint.unseen()
        for name in statement.handed.difference(changed) if hidden else ():
            key = self._key(PurePath(frame.file).stem, name)
            if name in frame.ours:
                frame.taints[name] = frame.taints.get(name, CLEAN) | hidden
            elif key in self._modules:
                self._modules[key] |= hidden
        for name in statement.defines if hidden else ():
            self._modules[PurePath(frame.file).stem, name] = hidden

    def set(self, frame: Frame, name: str, taint: Taint) -> None:
        """Note as well what bodies of modules and classes leave to others."""
        frame.taints[name] = taint
        if frame.function == _MODULE:
            self._modules[PurePath(frame.file).stem, name] = taint
        elif frame.is_class and taint:
            self._classes[name] = self._classes.get(name, CLEAN) | taint

    # Values -----------------------------------------------------------------------------------------------

    def narrowed(self, frame: Frame, name: str, taint: Taint) -> Taint:
        """What a variable differs for that came from what ``taint`` says: less, where its value is known."""
        if not frame.differs(name):
            return frame.equal(name, taint)
        taint = taint.seen()
        pair = frame.pair(name)
        if _common(pair):
            return taint
        known = self._values.setdefault(pair, taint)
        return Taint(known.sure & taint.sure) if known.sure & taint.sure else taint

    def known(self, frame: Frame, names: Iterable[str]) -> Roots:
        """Why values that differ did when they were first seen; nothing where one of them is new."""
        pairs = [pair for name in names if not _common(pair := frame.pair(name))]
        found = [self._values.get(pair, CLEAN).sure for pair in pairs]
        return NONE.union(*found) if all(found) else NONE


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
