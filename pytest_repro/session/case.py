"""What is known of one target while it is judged, and the check that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_repro.counting import counted, listed
from pytest_repro.diagnosis.telling import Telling, settings_of
from pytest_repro.model import Axis, Check, Failure, Location, Mismatch, TrialSummary, Verdict
from pytest_repro.session.streams import as_they_were
from pytest_repro.sources import all_sources
from pytest_repro.trials.spec import SPEC_FILE, TrialSpec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pytest_repro.diagnosis.conclusion import Diagnosis
    from pytest_repro.interpose.sites import Place, SiteFinder
    from pytest_repro.trials.outcome import Outcome
    from pytest_repro.trials.spec import Target
    from pytest_repro.trials.turned import States

_SHOWN = 3


class Case:
    """What is known of one target so far."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.axes: tuple[Axis, ...] = ()
        self.seconds = 0.0
        self.directory: Path | None = None
        """Of the perturbed trial."""
        self.agreed: Path | None = None
        """Of one that agreed, before one that did not."""
        self.absent: tuple[str, ...] = ()
        """Files, and folders of them, without which the outputs differ."""
        self.streams: States = {}
        """From which it drew unseeded in the one that agreed."""
        self.drawn: dict[str, tuple[str, ...]] = {}
        """The lines that did, by source."""
        self._summaries: list[TrialSummary] = []

    @property
    def trials(self) -> int:
        """How many have been compared with the reference."""
        return len(self._summaries)

    @property
    def varied(self) -> tuple[str, ...]:
        """Sources that took effect in the perturbed trial."""
        return tuple(dict.fromkeys(axis.source for axis in self.axes if axis.applied))

    def tell(self, axis: Axis | None) -> None:
        """In the place of what is told of the same source."""
        if axis is not None:
            self.axes = tuple(axis if known.source == axis.source else known for known in self.axes)

    def telling(self) -> Telling:
        """Conditions that are known to make a difference, and such that are known to make none."""
        agreed = {} if self.agreed is None else settings_of(TrialSpec.read(self.agreed / SPEC_FILE))
        differed = {} if self.directory is None else settings_of(TrialSpec.read(self.directory / SPEC_FILE))
        known = all_sources()
        settled = {name: s for name, s in agreed.items() if known[name].settled}
        return Telling({**settled, **as_they_were(self.streams)}, differed)

    def chances(self) -> tuple[str, ...]:
        """What outputs that agree do not show."""
        runs = counted(self.trials + 1, "run")
        return tuple(
            f"{name} was drawn from before anybody had seeded it, at {listed(places, _SHOWN)}: "
            f"the outputs of {runs} agree, which is no proof"
            for name, places in sorted(self.drawn.items())
        )

    def note(self, purpose: str, varied: tuple[str, ...], equal: bool) -> None:
        self._summaries.append(TrialSummary(purpose, varied, (), equal, round(self.seconds, 3)))

    def check(
        self,
        verdict: Verdict,
        reason: str,
        mismatches: tuple[Mismatch, ...] = (),
        diagnosis: Diagnosis | None = None,
        failures: tuple[Failure, ...] = (),
    ) -> Check:
        target = self.target
        return Check(
            id=target.id,
            fixture=target.name,
            params=dict(target.params),
            location=Location(target.path, target.line),
            verdict=verdict,
            reason=reason,
            axes=self.axes,
            mismatches=mismatches,
            causes=diagnosis.causes if diagnosis else (),
            cleared=diagnosis.cleared if diagnosis else (),
            trials=(*self._summaries, *(diagnosis.trials if diagnosis else ())),
            limits=diagnosis.limits if diagnosis else self.chances(),
            kind=target.kind,
            failures=failures,
        )


def error_check(target: Target, reason: str) -> Check:
    """The check of a target of which nothing is known."""
    return Case(target).check("error", reason)


def refusal_of(target: Target, reference: Outcome, perturbed: Outcome) -> str | None:
    """Why the two outcomes cannot be compared; None if they can. Skips where both skip."""
    if reference.status == perturbed.status == "skipped":
        pytest.skip(f"the fixture skips: {reference.message}")
    if perturbed.status == "missing":
        return (
            f"collection differs: {perturbed.message} in the perturbed trial. Do test ids depend on the "
            "order of a set, the time or a random number? Give them fixed ids=[...]"
        )
    for outcome in (reference, perturbed):
        if outcome.status == "unsupported":
            return outcome.message
        if outcome.status == "absent":
            return f"{target.item} does not set the fixture {target.name} up: {outcome.message}"
        if outcome.status == "blocked":
            return f"setting {target.item} up failed before it came to {target.name}: {outcome.message}"
    if reference.status == perturbed.status == "raised":
        return f"the fixture fails in both trials: {reference.message}"
    return None


def failures_of(target: Target, finder: SiteFinder, outcomes: Mapping[str, Outcome]) -> tuple[Failure, ...]:
    """Of the trials, by purpose, in which the fixture gave no value, and the line is known; each once."""
    told: dict[tuple[str, Place], Failure] = {}
    for trial, outcome in outcomes.items():
        if outcome.place is not None:
            fixture = target.name if target.kind == "fixture" and outcome.status != "blocked" else ""
            failure = Failure(trial, outcome.message, fixture, finder.site(outcome.place))
            told.setdefault((outcome.message, outcome.place), failure)
    return tuple(told.values())


def reason_of(mismatches: tuple[Mismatch, ...], diagnosis: Diagnosis) -> str:
    first = mismatches[0]
    where = first.path or "the outcome"
    count = len(mismatches)
    what = (
        f"{where} differs ({first.kind})" if count == 1 else f"{count} outputs differ, the first is {where}"
    )
    return f"{what}; {diagnosis.note}" if diagnosis.note else what
