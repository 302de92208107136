"""The order in which the file system lists a directory, and the numbers that it gives to files."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import xxhash

from pytest_repro.counting import counted
from pytest_repro.interpose.frames import STAND_INS, above, module_of
from pytest_repro.interpose.stats import Stats, replace_everywhere, with_fields
from pytest_repro.interpose.tap import Tap
from pytest_repro.source import Ambient, Source, Stage

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Iterator, Sequence

    T = TypeVar("T")

_INODE = frozenset({"st_ino", "inode"})
_TURNED = 2**31 - 1
"""Turns the bits of an inode number round: no two files get the same, and the last comes first."""
_NUMBERED = re.compile(r"\bst_ino\b|\binode\(")
_NUMBERS = "go by the names of files: the file system numbers them as it likes"
_OF_A_FILE = "number of a file"


class DirectoryOrder(Source):
    """Every listing is shuffled by a hash of its names: stable within a trial, and never the real order.

    So it is with inode numbers, which the file system gives out as it likes, to copies of the same files
    other ones: they come in the opposite order.
    """

    id = "directory-order"
    explanation = (
        "uses files in the order in which the file system lists them, which differs between machines"
    )
    fix = "sort the listing: sorted(os.listdir(path)), sorted(path.iterdir()), sorted(glob.glob(pattern))"
    rules = ("REP302",)
    by_site = True
    in_programs = False
    suspicion = 2

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._key: int | None = stage.settings.get("key")
        self.tap = Tap(stage.finder, sink=stage.sink)
        self._numbers = Tap(stage.finder, stage.answers(), stage.record, stage.sink)
        self.shuffled = 0

    @classmethod
    def remedy(cls, part: str, lines: Sequence[str]) -> str:
        return _NUMBERS if lines and all(map(_NUMBERED.search, lines)) else cls.fix

    @classmethod
    def vary(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        return {"key": rng.randrange(2**63)}

    def install(self) -> None:
        if self._key is not None or self.stage.record or self.stage.recording is not None:
            Stats(_INODE, self._renumbered, self.stage.finder).install(self.stage.patches)
        if self._key is None and not self.stage.record:
            return
        listdir, scandir = os.listdir, os.scandir
        replace_everywhere(self.stage.patches, "listdir", self._listing(listdir))
        replace_everywhere(self.stage.patches, "scandir", self._scanning(scandir))

    def item_starts(self) -> None:
        self._numbers.target_starts(self.stage.answers(of_target=True))

    def resume(self, stage: Stage) -> None:
        super().resume(stage)
        self.tap.restart(None, stage.sink)
        self._numbers.restart(stage.answers(), stage.sink)

    def _renumbered(self, found: os.stat_result, _: frozenset[str]) -> os.stat_result:
        number = found.st_ino if self._key is None else found.st_ino ^ _TURNED
        return with_fields(found, {"st_ino": self._numbers.ask(_OF_A_FILE, lambda: number)})

    def _listing(self, real: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        def listdir(path: Any = None) -> list[Any]:
            if _removes_all():
                return real(path)
            kept = self._is_replayed_here()
            self.tap.drew("listdir")
            entries = real(path)
            return entries if kept else self._order(entries, str)

        return listdir

    def _scanning(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def scandir(path: Any = None) -> Any:
            if _removes_all():
                return real(path)
            kept = self._is_replayed_here()
            self.tap.drew("scandir")
            with real(path) as iterator:
                entries = list(iterator)
            return _Scan(entries if kept else self._order(entries, lambda entry: str(entry.name)))

        return scandir

    def _is_replayed_here(self) -> bool:
        """Whether the running site is one of those that keep the order in which the system lists."""
        if not self.stage.sites:
            return False
        place = self.stage.finder.place(depth=2)
        return place is not None and (place.file, place.line) in self.stage.sites

    def _order(self, entries: list[T], name: Callable[[T], str]) -> list[T]:
        if self._key is None or len(entries) < 2:
            return entries
        key = self._key
        self.shuffled += 1
        shuffled = sorted(
            entries,
            key=lambda entry: xxhash.xxh3_64_intdigest(
                name(entry).encode("utf-8", "surrogateescape"), key % 2**63
            ),
        )
        # Programs like to take the first or the last: neither may stay where the system has it.
        turns = (shuffled[turn:] + shuffled[:turn] for turn in range(len(shuffled)))
        return next(order for order in turns if order[0] is not entries[0] and order[-1] is not entries[-1])

    def detail(self) -> str:
        return f"{counted(self.shuffled, 'listing')} shuffled"

    def recorded(self) -> dict[str, Any]:
        numbers = self._numbers.recorded()
        return {**numbers, "draws": [*self.tap.draws(), *numbers["draws"]]}


def _removes_all() -> bool:
    """Whether ``shutil.rmtree`` asks: in what order a folder goes matters to nobody."""
    asking = above(sys._getframe(2), frozenset({STAND_INS}))
    return (
        asking is not None and asking.f_code.co_name.startswith("_rmtree") and module_of(asking) == "shutil"
    )


class _Scan:
    """What ``os.scandir`` returns: an iterator that can be closed and used in a ``with`` statement."""

    def __init__(self, entries: Iterable[Any]) -> None:
        self._entries: Iterator[Any] = iter(entries)

    def __iter__(self) -> _Scan:
        return self

    def __next__(self) -> Any:
        return next(self._entries)

    def __enter__(self) -> _Scan:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._entries = iter(())
