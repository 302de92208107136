"""Puts a trial's conditions into effect in an interpreter, and notes what the sources saw."""

from __future__ import annotations

import functools
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_repro.ambient import AmbientStream
from pytest_repro.interpose.executed import ExecutedFunctions
from pytest_repro.interpose.foreign import CHILDREN_FOLDER
from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.looking import Looking
from pytest_repro.interpose.patches import Patches
from pytest_repro.interpose.processes import Family
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.interpose.tasks import name_tasks
from pytest_repro.model import Axis
from pytest_repro.seeding import seed_streams
from pytest_repro.source import Source, Stage
from pytest_repro.sources import all_sources
from pytest_repro.trials.children import (
    ChildLog,
    child_variables,
    mark_begun,
    marks,
    read_logs,
)
from pytest_repro.trials.spec import Condition, TrialSpec, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_repro.interpose.processes import Program
    from pytest_repro.interpose.tap import Sink
    from pytest_repro.traces.tracer import Tracer

RECORDING_FOLDER = "recording"
EXECUTED_FILE = "executed.json"
LAUNCHES_FILE = "launches.json"
PROGRAMS_FILE = "programs.json"
_BEQUEST_FILE = "bequest.json"
_EXECUTED = "executed"
_PATIENCE_SECONDS = 3.0


class Conditions:
    """The sources of one trial, installed in order of their ids and removed in reverse.

    ``identity`` tells the processes of a trial apart: the trial's own has none.
    """

    def __init__(self, spec: TrialSpec, identity: str = "") -> None:
        self._spec = spec
        self._directory = Path(spec.directory)
        self._identity = identity
        self._mine: tuple[Path, dict[str, Any]] = (Path(), {})
        self.finder = SiteFinder(Path(spec.invocation.root))
        self._imports = ImportHooks()
        log = self._log()
        bequest = _read(self._bequest()) if identity else {}
        self.sources: list[Source] = []
        self._looking = Looking()
        for condition in spec.conditions:
            stage = Stage(
                mode=condition.mode,
                settings=condition.settings,
                recording=self._recording(condition),
                record=spec.record,
                streams_at_item=spec.streams_at_item,
                finder=self.finder,
                imports=self._imports,
                identity=identity,
                directory=self._directory,
                sites=None if condition.sites is None else frozenset((f, n) for f, n in condition.sites),
                sink=_sink(log, condition.source),
                looking=self._looking,
                inherited=bequest.get(condition.source),
            )
            self.sources.append(all_sources()[condition.source](stage))
        self._executed = ExecutedFunctions(self.finder, _sink(log, _EXECUTED)) if spec.record else None
        variables = functools.partial(child_variables, spec)
        self._family = Family(self.finder, identity, variables, self._forked, self._task_begins)
        self._at_first_item: dict[Program, None] | None = None
        self._patches = Patches()
        # Children run with the same spec; a trace is of one process.
        traced = spec.trace and not self._identity
        self._tracer = self._make_tracer() if traced else None

    def _make_tracer(self) -> Tracer:
        # Its imports lead to pytest's, which no child process of the program is to see.
        from pytest_repro.traces.tracer import Tracer

        return Tracer(self._directory, self.finder, self._imports, self._spec.temporary, self._looking)

    def _bequest(self) -> Path:
        return self._directory / _BEQUEST_FILE

    def _log(self) -> ChildLog | None:
        return ChildLog(self._directory, self._identity) if self._identity and self._spec.record else None

    def _recording(self, condition: Condition) -> dict[str, Any] | None:
        """What this process of the replayed trial recorded; a child that was not there recorded nothing."""
        if condition.recording is None:
            return None
        path = Path(condition.recording)
        if not self._identity:
            return _read(path)
        child = path.parent / CHILDREN_FOLDER / f"{self._identity}.json"
        if self._mine[0] != child:
            self._mine = child, _read(child) if child.exists() else {}
        found: dict[str, Any] = self._mine[1].get(condition.source, {})
        return found

    # In effect --------------------------------------------------------------------------------------------

    def install(self) -> None:
        for source in self.sources:
            source.install()
        if not self._identity:
            write_whole(self._bequest(), {source.id: source.bequeath() for source in self.sources})
        self._family.install(self._patches)
        if self._spec.record or any(source.stage.recording is not None for source in self.sources):
            name_tasks(self._family, self._patches, self._imports)
        if self._executed is not None:
            self._executed.start()
        if self._tracer is not None:
            self._tracer.start()

    def _forked(self, identity: str) -> None:
        """This process is a new child, with all the sources of its parent in effect."""
        for source, stage in self._stages(identity):
            source.forked(stage)
        mark_begun(self._directory, identity)

    def _task_begins(self, identity: str) -> None:
        """This process is a worker, and takes up a task that has a recording of its own."""
        for source, stage in self._stages(identity):
            source.resume(stage)

    def _stages(self, identity: str) -> Iterator[tuple[Source, Stage]]:
        self._identity = identity
        log = self._log()
        if self._executed is not None:
            self._executed.sink = _sink(log, _EXECUTED)
        for source, condition in zip(self.sources, self._spec.conditions, strict=True):
            recording, sink = self._recording(condition), _sink(log, source.id)
            yield source, replace(source.stage, recording=recording, sink=sink, identity=identity)

    def plugins_are_loaded(self) -> None:
        self._imports.go_first()

    def before_plugins(self) -> None:
        for source in self.sources:
            source.before_plugins()

    def session_starts(self) -> None:
        for source in self.sources:
            source.session_starts()

    def before_item(self, alone: bool) -> None:
        if self._at_first_item is None:
            self._at_first_item = dict(self._family.programs)
        # What another target has started is no business of this one.
        self._family.programs = dict(self._at_first_item)
        for source in self.sources:
            source.before_item(alone)

    def item_starts(self) -> None:
        for source in self.sources:
            source.item_starts()
        if self._spec.seed is not None:
            seed_streams(self._imports, self._spec.seed)

    def call_starts(self) -> None:
        for source in self.sources:
            source.call_starts()

    def uninstall(self) -> None:
        if self._tracer is not None:
            self._tracer.stop()
        if self._executed is not None:
            self._executed.stop()
        self._patches.undo()
        self._family.uninstall()
        for source in reversed(self.sources):
            source.uninstall()

    # Afterwards -------------------------------------------------------------------------------------------

    def axes(self) -> list[Axis]:
        """What was varied. Sources that play as in the user's session are not listed."""
        varied = [source for source in self.sources if source.stage.mode == "vary"]
        missed = self._missed()
        axes = [axis for source in varied for axis in source.axes()]
        foreign = self._foreign()
        return [
            *axes,
            *(Axis(s.id, False, why) for s in varied if s.in_children for why in missed),
            *(Axis(s.id, False, why) for s in varied if not s.in_programs for why in foreign),
        ]

    def _foreign(self) -> list[str]:
        """Programs that the target started and that ask the kernel themselves, with the line."""
        sites = [(program.name, self.finder.site(program.place)) for program in self._family.programs]
        told = (f"not in {name}, started at {site.path}:{site.line}: not Python" for name, site in sites)
        return list(dict.fromkeys(told))

    def drawn_from(self) -> dict[str, Any]:
        """Of each global stream that was drawn from before anybody had seeded it, with what it began."""
        streams = [source for source in self.sources if isinstance(source, AmbientStream)]
        states = {stream.id: stream.drawn_from() for stream in streams}
        return {name: state for name, state in states.items() if state is not None}

    def _missed(self) -> list[str]:
        """Interpreters that the program started and that the conditions did not reach, with the reason."""
        begun = self._begun()
        missed: dict[str, None] = {}
        for started in self._family.interpreters:
            reason = begun.get(started.identity, started.refusing or "it ran without sitecustomize")
            if reason and started.place is not None:
                site = self.finder.site(started.place)
                missed[f"not in the interpreter started at {site.path}:{site.line}: {reason}"] = None
        return list(missed)

    def _begun(self) -> dict[str, str]:
        """The children's marks; who has only just been started gets a moment to make its own."""
        expected = {started.identity for started in self._family.interpreters if not started.refusing}
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            begun = marks(self._directory)
            if expected <= begun.keys() or time.monotonic() > deadline:
                return begun
            time.sleep(0.02)

    def save(self) -> None:
        """Write what has been recorded and traced, in children too; later calls overwrite with more."""
        if self._spec.record:
            self._save_recording()
        if self._tracer is not None:
            self._tracer.save()

    def _save_recording(self) -> None:
        folder = self._directory / RECORDING_FOLDER
        (folder / CHILDREN_FOLDER).mkdir(parents=True, exist_ok=True)
        children = read_logs(self._directory)
        for identity, recordings in children.items():
            write_whole(folder / CHILDREN_FOLDER / f"{identity}.json", recordings)
        for source in self.sources:
            recorded = source.recorded()
            theirs = [recordings[source.id] for recordings in children.values() if source.id in recordings]
            recorded["draws"] = [
                *recorded["draws"],
                *(_childs(d) for child in theirs for d in child["draws"]),
            ]
            if any(child.get("capped") for child in theirs):
                recorded["capped"] = True
            write_whole(folder / f"{source.id}.json", recorded)
        if self._executed is not None:
            seen = [recordings.get(_EXECUTED, {}).get("functions", []) for recordings in children.values()]
            functions = [
                *self._executed.functions(),
                *(_childs(function) for child in seen for function in child),
            ]
            write_whole(folder / EXECUTED_FILE, functions)
        write_whole(folder / LAUNCHES_FILE, [place[:2] for place in self._family.places])
        write_whole(folder / PROGRAMS_FILE, list(self._family.drawing))


def _childs(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a recording, marked as seen in a child process: no trace leads into one."""
    return {**entry, "child": True}


def _sink(log: ChildLog | None, source: str) -> Sink | None:
    return None if log is None else functools.partial(log.write, source)


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data
