"""How many other machines are played."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis import machine
from pytest_repro.diagnosis.laboratory import Traced
from pytest_repro.model import Mismatch
from pytest_repro.traces.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Laboratory:
    """``moving``: for each machine of the only source, whether it moves the outputs."""

    target = SimpleNamespace(name="fit", folder="fit")
    planner = SimpleNamespace(machine_sources=("thread-count",))

    def __init__(self, folder: Path, moving: list[bool]) -> None:
        self.ran = 0
        self.repeated = 0
        self._folder = folder
        self._moving = moving

    def recorded_trace(self) -> Trace:
        return Trace(self._folder)

    def record(self, held: bool) -> Any:
        return SimpleNamespace(status="returned")

    def elsewhere(self, name: str) -> Iterator[tuple[Any, tuple[Any, ...]]]:
        for number, moves in enumerate(self._moving):
            self.ran += 1
            mismatches = (SimpleNamespace(max_ulp=3),) if moves else ()
            yield SimpleNamespace(directory=str(self._folder / str(number))), mismatches

    def again(self) -> Traced:
        self.repeated += 1
        return Traced(True, self._folder / "again")


@pytest.mark.parametrize(
    ("moving", "ran", "verdict"),
    [
        ([True, True], 1, "environment-sensitive"),
        ([False, True], 2, "environment-sensitive"),
        ([False, False], 2, "reproducible"),
    ],
)
def test_one_machine_that_moves_the_outputs_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moving: list[bool], ran: int, verdict: str
) -> None:
    monkeypatch.setattr(machine, "_cause", lambda laboratory, name, *rest: SimpleNamespace(source=name))
    laboratory: Any = Laboratory(tmp_path, moving)
    found = machine.vary_machine(laboratory, tmp_path)
    assert (laboratory.ran, found.verdict) == (ran, verdict)
    assert [cause.source for cause in found.causes] == ["thread-count"] * any(moving)
    assert laboratory.repeated == any(moving)


def test_ulps_are_told_where_they_say_how_much_moved() -> None:
    def moved(ulp: int | None, by: float) -> Mismatch:
        return Mismatch("loss", "value", "1", "2", max_abs=by, max_ulp=ulp)

    assert machine._effect((moved(64, 3e-6), moved(429496729, 2.5e-8))) == [
        "in the end outputs differ by up to 64 ulp, others by up to 2.5e-08"
    ]
    assert machine._effect((moved(429496729, 2.5e-8),)) == ["in the end outputs differ by up to 2.5e-08"]
    assert machine._effect((Mismatch("name", "value", "a", "b"),)) == []
