"""Chooses the conditions of trials: reference, varied, or varied but for what is replayed."""

from __future__ import annotations

import functools
import os
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_repro.source import Ambient, Source
from pytest_repro.sources import all_sources
from pytest_repro.trials.conditions import RECORDING_FOLDER
from pytest_repro.trials.spec import Condition, Invocation, TrialSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_repro.source import Mode
    from pytest_repro.traces.labels import Label
    from pytest_repro.trials.spec import Target


class Atom(NamedTuple):
    """What can be replayed on its own: a source, one part of a source that has parts, or one at a site."""

    source: str
    part: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        """For people: ``environment (host)``, a part of the source that goes by that name."""
        where = f" at line {self.line}" if self.file else ""
        return (f"{self.source} ({self.part})" if self.part else self.source) + where


LEAKED = Atom("leaked-state")
FOUND = Atom("input-data")
"""Files that a run finds as another one has left them."""


class Planner:
    """Makes the specs of one session's trials, each with a folder of its own.

    Its random choices come from a generator of its own: the user's global streams are not touched.
    """

    def __init__(
        self, base: Path, invocation: Invocation, sources: tuple[str, ...], seed: int | None
    ) -> None:
        self._base = base
        self._invocation = invocation
        levels = {name: source.level for name, source in all_sources().items()}
        self._sources = tuple(name for name in sources if levels[name] == "process")
        self.machine_sources = tuple(name for name in sources if levels[name] == "machine")
        """Ids of the sources that stand for other machines: each variant is a trial of its own."""
        self._seed = seed
        self._rng = random.Random(os.urandom(16))  # repro: ignore[REP106] other conditions in every run
        self._count = 0

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of this machine that are varied."""
        return self._sources

    @functools.cached_property
    def fixed(self) -> frozenset[Atom]:
        """Parts of sources that this machine has no other answer for."""
        ambient = Ambient(self._invocation.environ, "")
        known = {name: all_sources()[name] for name in self._sources if all_sources()[name].parts}
        chosen = {name: source.vary(random.Random(0), ambient) for name, source in known.items()}
        atoms = (Atom(name, part) for name, source in known.items() for part in source.parts)
        return frozenset(atom for atom in atoms if chosen[atom.source].get(atom.part) is None)

    @property
    def holds_some(self) -> bool:
        """Whether some sources are not to be varied. Nobody can hold what the user's session drew: its hash
        seed and the state of its streams are not known. Both trials are then ours.
        """
        return any(s.level == "process" and name not in self._sources for name, s in all_sources().items())

    def reference(
        self,
        purpose: str,
        targets: tuple[Target, ...],
        record: bool = False,
        trace: bool = False,
        controlled: frozenset[str] = frozenset(),
        held: bool = True,
        alike: Mapping[str, dict[str, Any]] | None = None,
    ) -> TrialSpec:
        """As in the user's own session, in a fresh process; ``controlled`` sources are kept quiet.

        ``held``: so are inherent sources that are not to be varied. ``alike``: settings by source that are
        known to give what the session gave.
        """
        directory, ambient = self._folder()
        conditions = [
            Condition(
                name,
                "reference",
                (alike or {}).get(name) or self._as_in_the_session(name, source, ambient, controlled, held),
            )
            for name, source in all_sources().items()
        ]
        return self._spec(purpose, directory, targets, conditions, record=record, trace=trace)

    def _as_in_the_session(
        self, name: str, source: type[Source], ambient: Ambient, controlled: frozenset[str], held: bool
    ) -> dict[str, Any]:
        # An inherent source that is not to be varied cannot be replayed either.
        held = held and source.inherent and name not in self._sources
        return source.controlled() if held or name in controlled else source.reference(self._rng, ambient)

    def varied(
        self,
        purpose: str,
        targets: tuple[Target, ...],
        directory: Path | None = None,
        record: bool = False,
        trace: bool = False,
        unlike: TrialSpec | None = None,
        labels: Sequence[Label] = (),
    ) -> TrialSpec:
        """Every chosen source varied, the others as in the user's own session.

        ``unlike``: a trial that got other answers; ``labels``: as in :meth:`Source.vary_from`.
        """
        directory, ambient = self._folder(directory)
        before = {} if unlike is None else unlike.settings()
        conditions = [
            Condition(name, "vary", source.vary_from(self._rng, ambient, before.get(name, {}), None, labels))
            if name in self._sources
            else Condition(name, "reference", source.reference(self._rng, ambient))
            for name, source in all_sources().items()
        ]
        return self._spec(purpose, directory, targets, conditions, record=record, trace=trace)

    def replaying(
        self,
        purpose: str,
        recorded: TrialSpec,
        atoms: frozenset[Atom],
        earlier: tuple[str, ...] = (),
        trace: bool = False,
        record: bool = False,
        telling: Mapping[str, dict[str, Any]] | None = None,
        unlike: TrialSpec | None = None,
        labels: Sequence[Label] = (),
    ) -> TrialSpec:
        """What ``atoms`` name as in the recorded trial, everything else varied anew.

        ``telling``: settings of sources as wholes that are used again; ``unlike``: the trial that got other
        answers, by default the recorded one; ``labels``: as in :meth:`Source.vary_from`.
        """
        directory, ambient = self._folder()
        settings = recorded.settings()
        before = settings if unlike is None else unlike.settings()
        conditions = []
        for name, source in all_sources().items():
            mine = [atom for atom in atoms if atom.source == name]
            sites = tuple(sorted((atom.file, atom.line) for atom in mine if atom.file))
            parts = tuple(sorted(atom.part for atom in mine if not atom.file))
            file = str(Path(recorded.directory) / RECORDING_FOLDER / f"{name}.json")
            if source.inherent:
                mode: Mode = "vary" if name in self._sources else "replay"
                # One that is kept quiet stays so.
                chosen = settings[name] or (source.vary(self._rng, ambient) if mode == "vary" else {})
                conditions.append(Condition(name, mode, chosen))
            elif name not in self._sources or (
                parts and (not source.parts or len(parts) == len(source.parts))
            ):
                conditions.append(Condition(name, "replay", _whole(source, settings[name]), file))
            elif sites:
                conditions.append(Condition(name, "vary", source.vary(self._rng, ambient), file, sites))
            elif parts:
                others = source.vary_from(self._rng, ambient, before[name], (telling or {}).get(name), labels)
                mixed = source.mix(others, settings[name], parts)
                conditions.append(Condition(name, "vary", mixed, file))
            else:
                known = (telling or {}).get(name)
                chosen = source.vary_from(self._rng, ambient, before[name], known, labels)
                conditions.append(Condition(name, "vary", chosen))
        # Two traces are compared: what stands in for the program's functions must be the same in both.
        return self._spec(
            purpose,
            directory,
            recorded.targets,
            conditions,
            earlier=earlier,
            trace=trace,
            record=record or trace,
        )

    def elsewhere(self, recorded: TrialSpec, name: str) -> list[TrialSpec]:
        """Everything as recorded, but as if on each of the other machines that the source ``name`` knows."""
        variants = all_sources()[name].variants(Ambient(self._invocation.environ, ""))
        return [
            self._on(self.replaying(name, recorded, self._everything(), trace=True), name, v)
            for v in variants
        ]

    def _everything(self) -> frozenset[Atom]:
        return frozenset(atoms_of(self._sources))

    def _on(self, spec: TrialSpec, name: str, settings: dict[str, Any]) -> TrialSpec:
        conditions = [
            Condition(name, "vary", settings) if condition.source == name else condition
            for condition in spec.conditions
        ]
        return replace(spec, conditions=tuple(conditions))

    def leaking(self, purpose: str, recorded: TrialSpec, earlier: tuple[str, ...]) -> TrialSpec:
        """Everything as in the recorded trial, but that the session's earlier tests run before the target.

        The streams start as recorded; what the earlier tests leave of them is part of what leaks.
        """
        everything = frozenset(atoms_of(self._sources)) - {LEAKED}
        spec = self.untouched(self.replaying(purpose, recorded, everything, earlier), recorded)
        return replace(spec, streams_at_item=False)

    def free(self, purpose: str, recorded: TrialSpec) -> TrialSpec:
        """Everything as in the recorded trial, but that nothing is kept in order to be so."""
        known = all_sources()
        spec = self.untouched(self.replaying(purpose, recorded, self._everything()), recorded)
        conditions = [replace(c, settings={**c.settings, **known[c.source].freed()}) for c in spec.conditions]
        return replace(spec, conditions=tuple(conditions))

    def untouched(self, spec: TrialSpec, recorded: TrialSpec) -> TrialSpec:
        """With inherent sources, which cannot be replayed, left to themselves as in the recorded trial."""
        known, settings = all_sources(), recorded.settings()
        conditions = [
            replace(c, settings=settings[c.source]) if known[c.source].inherent else c
            for c in spec.conditions
        ]
        return replace(spec, conditions=tuple(conditions))

    def _spec(
        self,
        purpose: str,
        directory: Path,
        targets: tuple[Target, ...],
        conditions: list[Condition],
        **more: Any,
    ) -> TrialSpec:
        # Where the temporary directory is replayed, it is the recorded trial's: pytest's must lie in it too.
        environment = next(c.settings for c in conditions if c.source == "environment")
        temporary = environment["temporary-directory"]["TMPDIR"]
        args = (*self._invocation.args, f"--basetemp={Path(temporary) / 'pytest'}")
        return TrialSpec(
            purpose=purpose,
            directory=str(directory),
            temporary=temporary,
            invocation=replace(self._invocation, args=args),
            targets=targets,
            conditions=tuple(conditions),
            seed=self._seed,
            **more,
        )

    def _folder(self, directory: Path | None = None) -> tuple[Path, Ambient]:
        if directory is None:
            self._count += 1
            directory = self._base / f"{os.getpid()}-{self._count}"
        temporary = directory / _TEMPORARY
        temporary.mkdir(parents=True)
        return directory, Ambient(self._invocation.environ, str(temporary))


_TEMPORARY = "tmp"


def atoms_of(sources: tuple[str, ...]) -> tuple[Atom, ...]:
    """Everything that can be replayed on its own."""
    known = all_sources()
    return tuple(
        Atom(name, part)
        for name in sources
        if not known[name].inherent
        for part in (known[name].parts or ("",))
    )


def _whole(source: type[Source], settings: dict[str, Any]) -> dict[str, Any]:
    return source.mix({}, settings, source.parts) if source.parts else settings
