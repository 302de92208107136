"""Global streams that a target drew from before anybody had seeded them, though its outputs agree.

A trial more begins with states from which other numbers come, as unlike those of the trial that agreed as can
be.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.trials.planner import Atom
from pytest_repro.trials.session import OUTCOMES_FOLDER, STREAMS_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_repro.model import Json
    from pytest_repro.trials.spec import Target
    from pytest_repro.trials.turned import States


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


def places_of(directory: Path, root: Path, streams: States) -> dict[str, tuple[str, ...]]:
    """By source, the lines of the user's that drew in a recorded trial, in the order of their first draws."""
    evidence = Evidence(directory, root)
    sites = {name: evidence.sites(Atom(name)) for name in sorted(streams)}
    return {
        name: tuple(dict.fromkeys(f"{site.path}:{site.line}" for site in drawn))
        for name, drawn in sites.items()
        if drawn
    }
