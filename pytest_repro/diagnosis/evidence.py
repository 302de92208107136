"""Reads what a recorded trial noted: which sources were drawn on, where, and which of the user's code ran."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_repro.diagnosis.fields import line_of_factory
from pytest_repro.interpose.sites import Place, SiteFinder
from pytest_repro.interpose.sleeping import SLEEP
from pytest_repro.interpose.starters import CALLBACK
from pytest_repro.sources import all_sources
from pytest_repro.sources.input_data import found_files, leftovers, made_beside
from pytest_repro.trials.conditions import EXECUTED_FILE, LAUNCHES_FILE, PROGRAMS_FILE, RECORDING_FOLDER

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from pytest_repro.diagnosis.taint import Root
    from pytest_repro.model import Site
    from pytest_repro.trials.planner import Atom


_ORDER_OF_ENDS = "completion-order"
_RACE = "kernel-race"
_STARTERS = frozenset({"map", "task", "thread", "pool", "process", CALLBACK})
"""As what a line that starts something of which the order of ends matters is noted."""


def _named(draw: dict[str, Any]) -> Place:
    """The line of a draw; where that makes a dataclass, the line at which the class says what draws."""
    if draw.get("field"):
        file, owner, name = draw["field"]
        line = line_of_factory(file, owner, name)
        if line is not None:
            return Place(file, line, owner)
    return Place(draw["file"], draw["line"], draw["function"])


class Drawn(NamedTuple):
    """What the factory of a dataclass's field drew."""

    name: str
    place: tuple[str, int]
    """The line at which the class names the factory."""
    owner: str
    made: tuple[str, int]
    """The line that made the object."""


@dataclass(frozen=True)
class Function:
    """A function of the user's code that ran, with its lines."""

    file: str
    name: str
    first: int
    last: int
    child: bool = False
    """Whether it ran in a child process of the trial."""

    @property
    def place(self) -> tuple[str, int]:
        return self.file, self.first


class OwnFiles(NamedTuple):
    """Files by which the user's session differs from its trials."""

    absent: tuple[str, ...]
    """It made them, or a trial did; its trials found them."""
    given: tuple[tuple[str, str], ...]
    """It found them in its temporary directory, each with its place there; its trials did not."""
    growing: bool = False
    """Whether each trial has made more of the kind, so that no two of them began alike."""


class Evidence:
    """The recording of one trial."""

    def __init__(self, directory: Path, root: Path) -> None:
        self._directory = directory
        self._folder = directory / RECORDING_FOLDER
        self._finder = SiteFinder(root)
        self._known: dict[str, Any] = {}

    def sites(self, atom: Atom) -> tuple[Site, ...]:
        """Where the atom was drawn on, in order of first draw, each place once."""
        places = dict.fromkeys(
            _named(draw) for draw in self._draws(atom.source) if not atom.part or draw["what"] == atom.part
        )
        return tuple(self._finder.site(place) for place in places)

    def places(self, atom: Atom) -> tuple[tuple[str, int], ...]:
        """The same as :meth:`sites`, as recordings name them: absolute file and line."""
        return tuple(
            dict.fromkeys(
                (draw["file"], draw["line"])
                for draw in self._draws(atom.source)
                if not atom.part or draw["what"] == atom.part
            )
        )

    def fields(self, atom: Atom) -> tuple[Drawn, ...]:
        """What the atom gave to fields of dataclasses."""
        drawn = (draw for draw in self._draws(atom.source) if not atom.part or draw["what"] == atom.part)
        named = ((draw, _named(draw)) for draw in drawn if draw.get("field"))
        found = (
            Drawn(draw["field"][2], (place.file, place.line), place.function, (draw["file"], draw["line"]))
            for draw, place in named
        )
        return tuple(dict.fromkeys(found))

    def aside(self, atom: Atom, places: Collection[tuple[str, int]]) -> bool:
        """Whether all that was drawn at these places is what results seldom depend on."""
        seldom, drawn = all_sources()[atom.source].aside, self._drawn_at(atom, places)
        return bool(drawn) and all(map(seldom, drawn))

    def relative(self, atom: Atom, places: Collection[tuple[str, int]]) -> bool:
        """Whether something drawn at these places says nothing without what was drawn at others."""
        return any(map(all_sources()[atom.source].relative, self._drawn_at(atom, places)))

    def _drawn_at(self, atom: Atom, places: Collection[tuple[str, int]]) -> list[str]:
        return [d["what"] for d in self._draws(atom.source) if (d["file"], d["line"]) in places]

    def child_places(self, atom: Atom) -> tuple[tuple[str, int], ...]:
        """Those of :meth:`places` that child processes came to, where no trace leads."""
        wanted = (draw for draw in self._draws(atom.source) if not atom.part or draw["what"] == atom.part)
        return tuple(dict.fromkeys((draw["file"], draw["line"]) for draw in wanted if draw.get("child")))

    def launches(self) -> tuple[tuple[str, int], ...]:
        """Lines that started child processes, or gave tasks to them."""
        return tuple((file, line) for file, line in self._read(LAUNCHES_FILE, []))

    def programs(self) -> dict[str, tuple[Site, ...]]:
        """Those that are not Python and may answer otherwise each time, with the lines that started them."""
        found: dict[str, tuple[Site, ...]] = {}
        for name, place in self._read(PROGRAMS_FILE, []):
            found[name] = (*found.get(name, ()), self._finder.site(Place(*place)))
        return found

    def starts(self) -> tuple[tuple[str, int], ...]:
        """Lines that start threads or tasks, where none takes results as they come: that is another draw."""
        draws = self._draws(_ORDER_OF_ENDS)
        return tuple(dict.fromkeys((d["file"], d["line"]) for d in draws if d["what"] in _STARTERS))

    def sleeps(self, file: str, function: str) -> bool:
        """Whether it is known at what line of a coroutine others come to pass it by."""
        known = (draw for draw in self._draws(_ORDER_OF_ENDS) if draw["what"] == SLEEP)
        return any((draw["file"], draw["function"]) == (file, function) for draw in known)

    def races(self) -> tuple[tuple[str, int], ...]:
        """Lines at which a library ran tasks of its own in several threads."""
        return self._at_order_of_ends("races")

    def scatters(self) -> bool:
        """Whether threads raced in operations that a varied trial puts in another order."""
        return bool(self._read(f"{_RACE}.json", {}).get("scatterings"))

    def takes(self) -> tuple[tuple[str, int], ...]:
        """Lines that took out of a queue what threads had put there."""
        return self._at_order_of_ends("takes")

    def _at_order_of_ends(self, what: str) -> tuple[tuple[str, int], ...]:
        entries = self._read(f"{_ORDER_OF_ENDS}.json", {}).get(what, ())
        return tuple(dict.fromkeys((entry["file"], entry["line"]) for entry in entries))

    def found_files(self) -> tuple[tuple[str, Site], ...]:
        """Files that only the user's session had made, with the line of the target that reads each first."""
        found = found_files(self._directory).items()
        return tuple((self._finder.relative(name), self._finder.site(place)) for name, place in found)

    def leftovers(self) -> tuple[tuple[str, Site], ...]:
        """Files that only the user's session has read in a temporary directory, with the line."""
        found = leftovers(self._directory.parent).items()
        return tuple((name, self._finder.site(place)) for name, place in found)

    def own_files(self) -> OwnFiles:
        """What the user's session had not found, or alone has found."""
        session = self._directory.parent
        given = [(name, os.path.relpath(name, session.parent)) for name in sorted(leftovers(session))]
        found = found_files(self._directory)
        more = made_beside(session, found)
        return OwnFiles((*sorted(found), *more), tuple(given), bool(more))

    def ran_in_child(self, file: str, line: int) -> bool:
        """Whether a child process ran the function that holds a line."""
        function = self.function_at(file, line)
        return function is not None and any(f.child and f.place == function.place for f in self.functions())

    def site_at_place(self, atom: Atom, place: tuple[str, int]) -> Site:
        """The site of one of the atom's :meth:`places`."""
        return self.site_of(atom._replace(file=place[0], line=place[1]))

    def site_of_root(self, root: Root) -> Site:
        """A line at which two traces begin to differ."""
        return self._finder.site(Place(root.file, root.line, root.function))

    def site_of(self, atom: Atom) -> Site:
        """The site of an atom that has one."""
        return next(
            self._finder.site(_named(draw))
            for draw in self._draws(atom.source)
            if (draw["file"], draw["line"]) == (atom.file, atom.line) and atom.part in ("", draw["what"])
        )

    def capped(self, source: str) -> bool:
        """Whether there were more answers than were kept, so that a replay ran out of them."""
        return bool(self._read(f"{source}.json", {}).get("capped"))

    def used(self, source: str) -> bool:
        """Whether the program made use of what a source varies; of most that is not known, and taken so."""
        return not self._read(f"{source}.json", {}).get("unused")

    def _draws(self, source: str) -> list[dict[str, Any]]:
        recording: dict[str, Any] = self._read(f"{source}.json", {})
        return list(recording.get("draws", ()))

    def functions(self) -> tuple[Function, ...]:
        return tuple(
            Function(
                entry["file"], entry["function"], entry["first"], entry["last"], entry.get("child", False)
            )
            for entry in self._read(EXECUTED_FILE, [])
        )

    def files(self) -> tuple[str, ...]:
        """Files of the user whose code ran, sorted."""
        return tuple(sorted({function.file for function in self.functions()}))

    def function_at(self, file: str, line: int) -> Function | None:
        """The innermost function that ran and holds the line."""
        around = [f for f in self.functions() if f.file == file and f.first <= line <= f.last]
        return max(around, key=lambda function: function.first, default=None)

    def site_at(self, file: str, line: int) -> Site | None:
        """The line as a site, if the function that holds it ran."""
        function = self.function_at(file, line)
        return None if function is None else self._finder.site(Place(file, line, function.name))

    def _read(self, name: str, default: Any) -> Any:
        """One file of the recording, which nobody writes any more."""
        if name not in self._known:
            try:
                self._known[name] = json.loads((self._folder / name).read_text(encoding="utf-8"))
            except FileNotFoundError:
                return default
        return self._known[name]
