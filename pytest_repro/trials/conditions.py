"""Puts a trial's conditions into effect in its interpreter, and notes what the sources saw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.interpose.executed import ExecutedFunctions
from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.seeding import seed_streams
from pytest_repro.source import Source, Stage
from pytest_repro.sources import all_sources
from pytest_repro.trials.spec import TrialSpec, write_whole

if TYPE_CHECKING:
    from pytest_repro.model import Axis

RECORDING_FOLDER = "recording"
EXECUTED_FILE = "executed.json"


class Conditions:
    """The sources of one trial, installed in order of their ids and removed in reverse."""

    def __init__(self, spec: TrialSpec) -> None:
        self._spec = spec
        self.finder = SiteFinder(Path(spec.invocation.root))
        imports = ImportHooks()
        self.sources: list[Source] = []
        for condition in spec.conditions:
            recording = None if condition.recording is None else _read(Path(condition.recording))
            stage = Stage(
                mode=condition.mode,
                settings=condition.settings,
                recording=recording,
                record=spec.record,
                streams_at_item=spec.streams_at_item,
                finder=self.finder,
                imports=imports,
                sites=None if condition.sites is None else frozenset((f, n) for f, n in condition.sites),
            )
            self.sources.append(all_sources()[condition.source](stage))
        self._imports = imports
        self._executed = ExecutedFunctions(self.finder) if spec.record else None

    def install(self) -> None:
        for source in self.sources:
            source.install()
        if self._executed is not None:
            self._executed.start()

    def before_item(self, alone: bool) -> None:
        for source in self.sources:
            source.before_item(alone)

    def item_starts(self) -> None:
        for source in self.sources:
            source.item_starts()
        if self._spec.seed is not None:
            seed_streams(self._imports, self._spec.seed)

    def before_call(self) -> None:
        for source in self.sources:
            source.before_call()

    def call_starts(self) -> None:
        for source in self.sources:
            source.call_starts()

    def axes(self) -> list[Axis]:
        """What was varied. Sources that play as in the user's session are not listed."""
        return [axis for source in self.sources if source.stage.mode == "vary" for axis in source.axes()]

    def save_recording(self) -> None:
        """Write what each source noted; later calls overwrite with more."""
        folder = Path(self._spec.directory) / RECORDING_FOLDER
        folder.mkdir(exist_ok=True)
        for source in self.sources:
            write_whole(folder / f"{source.id}.json", source.recorded())
        if self._executed is not None:
            write_whole(folder / EXECUTED_FILE, self._executed.functions())

    def uninstall(self) -> None:
        if self._executed is not None:
            self._executed.stop()
        for source in reversed(self.sources):
            source.uninstall()


def _read(path: Path) -> dict[str, object]:
    data: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return data
