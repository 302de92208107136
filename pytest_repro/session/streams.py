"""Global streams that a target drew from before anybody had seeded them, though its outputs agree.

A branch on one draw takes the same way in two trials every other time. So a trial more begins with states
from which other numbers come, as unlike those of the trial that agreed as can be.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_repro.ambient import AmbientStream
from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.sources import all_sources
from pytest_repro.trials.planner import Atom
from pytest_repro.trials.session import OUTCOMES_FOLDER, STREAMS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pytest_repro.model import Json
    from pytest_repro.trials.spec import Condition, Target, TrialSpec

    States = Mapping[str, Json]
    """By source, the states with which a stream began."""


def streams_of(directory: Path, target: Target) -> States:
    """Those that the target drew from unseeded in the varied trial of that folder."""
    try:
        text = (directory / OUTCOMES_FOLDER / target.folder / STREAMS_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    streams: States = json.loads(text)
    return streams


def as_they_were(streams: States) -> dict[str, dict[str, Json]]:
    """Settings under which they give the same numbers again."""
    return {name: {"states": states, "bits": 0} for name, states in streams.items()}


def turned(spec: TrialSpec, streams: States, turn: int) -> TrialSpec:
    """The trial with other numbers; ``turn`` counts those that a target gets."""
    return replace(spec, conditions=tuple(_turned(c, streams, turn) for c in spec.conditions))


def _turned(condition: Condition, streams: States, turn: int) -> Condition:
    source = all_sources()[condition.source]
    if condition.mode != "vary" or condition.source not in streams or not issubclass(source, AmbientStream):
        return condition
    if turn >= len(source.turns):
        return condition  # a fresh interpreter varies it by itself
    return replace(condition, settings={"states": streams[condition.source], "bits": source.turns[turn]})


def places_of(directory: Path, root: Path, streams: States) -> dict[str, tuple[str, ...]]:
    """By source, the lines of the user's that drew in a recorded trial, in the order of their first draws."""
    evidence = Evidence(directory, root)
    sites = {name: evidence.sites(Atom(name)) for name in sorted(streams)}
    return {
        name: tuple(dict.fromkeys(f"{site.path}:{site.line}" for site in drawn))
        for name, drawn in sites.items()
        if drawn
    }
