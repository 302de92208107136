"""Trials in which global streams that nobody has seeded give numbers unlike those of another trial.

A branch on one draw takes the same way in two trials every other time, and outputs agree then though they
depend on it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.ambient import AmbientStream
from pytest_repro.sources import all_sources
from pytest_repro.trials.conditions import RECORDING_FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_repro.model import Json
    from pytest_repro.trials.spec import Condition, TrialSpec

    States = Mapping[str, Json]
    """By source, the states with which a stream began, by the moment."""


def recorded_states(spec: TrialSpec) -> States:
    """Those of the streams of a recorded trial whose libraries it imported."""
    folder = Path(spec.directory) / RECORDING_FOLDER
    names = [name for name, source in all_sources().items() if issubclass(source, AmbientStream)]
    recordings = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in names}
    return {name: recording for name, recording in recordings.items() if recording["imported"] is not None}


def turned(spec: TrialSpec, streams: States, turn: int) -> TrialSpec:
    """The trial with other numbers than came of these states; ``turn`` counts those that a target gets."""
    return replace(spec, conditions=tuple(_turned(c, streams, turn) for c in spec.conditions))


def _turned(condition: Condition, streams: States, turn: int) -> Condition:
    source = all_sources()[condition.source]
    if condition.mode != "vary" or condition.source not in streams or not issubclass(source, AmbientStream):
        return condition
    if turn >= len(source.turns):
        return condition  # a fresh interpreter varies it by itself
    return replace(condition, settings={"states": streams[condition.source], "bits": source.turns[turn]})
