"""What the session knows of axes and a trial does not: which sources are held, and what ran before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.model import Axis
from pytest_repro.sources import all_sources
from pytest_repro.sources.leaked_state import LeakedState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

HELD = "held: repro_vary leaves it out"
NOTHING_BEFORE = "no test ran before the fixture was set up"
BOTH_ALONE = "where a source is held, both trials set the fixture up alone"


def told_axes(axes: Sequence[Axis], sources: Collection[str], earlier: Collection[str]) -> tuple[Axis, ...]:
    """``axes`` of the perturbed trial, by source; ``sources`` are those to vary, ``earlier`` the tests that
    this session ran before the fixture was set up.
    """
    process = [name for name, source in all_sources().items() if source.level == "process"]
    held = [name for name in process if name not in sources]
    why = BOTH_ALONE if held else "" if earlier else NOTHING_BEFORE
    known = [_alone(axis, why) for axis in axes] + [Axis(name, False, HELD) for name in held]
    return tuple(sorted(known, key=lambda axis: axis.source))


def _alone(axis: Axis, why: str) -> Axis:
    return Axis(axis.source, False, why) if why and axis.source == LeakedState.id else axis
