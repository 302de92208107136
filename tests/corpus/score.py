"""How right the checks of the corpus were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.corpus.case import Case
    from tests.corpus.run import Found


@dataclass(frozen=True)
class Judged:
    """One program: what was expected, what was found, and what of that is right."""

    case: Case
    found: Found

    @property
    def at_fault(self) -> bool:
        return self.case.verdict != "reproducible"

    @property
    def detected(self) -> bool:
        return self.found.verdict == self.case.verdict

    @property
    def first_right(self) -> bool:
        return bool(self.found.causes) and self.found.causes[0][0] in self.case.sources

    @property
    def set_right(self) -> bool:
        return set(self.found.proven) == set(self.case.sources)

    @property
    def lines_right(self) -> bool:
        """Whether every line at fault is named under its source."""
        return all(cause.is_named_by(self.found.lines_of(cause.source)) for cause in self.case.causes)

    @property
    def decoys(self) -> frozenset[str]:
        return self.case.decoys & self.found.blamed

    @property
    def trials_allowed(self) -> int:
        return 4 if len(self.case.causes) == 1 else 4 + 2 * len(self.case.causes)

    @property
    def wrong(self) -> list[str]:
        """What is not as expected, in words; empty for a program that is judged right in everything."""
        said: list[str] = []
        if not self.detected:
            said.append(f"verdict {self.found.verdict}, expected {self.case.verdict}")
        elif self.case.causes:
            if not self.set_right:
                said.append(f"causes {', '.join(self.found.proven) or 'none'}")
            if not self.lines_right:
                missing = {line for c in self.case.causes for line in c.lines} - self.found.blamed
                said.append(f"lines not named: {', '.join(sorted(missing)) or 'under another source'}")
            if self.found.trials > self.trials_allowed:
                said.append(f"{self.found.trials} trials, {self.trials_allowed} allowed")
        if self.decoys:
            said.append(f"blamed look-alikes: {', '.join(sorted(self.decoys))}")
        return said


@dataclass(frozen=True)
class Score:
    judged: Sequence[Judged]

    def share(self, name: str, among: Sequence[Judged]) -> float:
        return sum(bool(getattr(j, name)) for j in among) / len(among) if among else 1.0

    @property
    def faulty(self) -> list[Judged]:
        return [j for j in self.judged if j.at_fault]

    @property
    def caused(self) -> list[Judged]:
        """Those whose causes are to be proven."""
        return [j for j in self.judged if j.case.causes]

    @property
    def false_alarms(self) -> int:
        return sum(not j.at_fault and not j.detected for j in self.judged)

    @property
    def decoys(self) -> int:
        return sum(len(j.decoys) for j in self.judged)

    @property
    def over_budget(self) -> int:
        return sum(j.found.trials > j.trials_allowed for j in self.caused)

    def table(self) -> list[tuple[str, str, str, bool]]:
        """Measure, value, target, whether it is reached."""
        rows = [
            (name, self.share(attribute, among), target)
            for name, attribute, among, target in (
                ("detected", "detected", self.faulty, 0.98),
                ("first-named source right", "first_right", self.caused, 0.97),
                ("whole set of causes right", "set_right", self.caused, 0.92),
                ("lines right", "lines_right", self.caused, 0.92),
            )
        ]
        table = [(n, f"{value:.1%}", f">= {target:.0%}", value >= target) for n, value, target in rows]
        table += [
            ("false alarms", str(self.false_alarms), "0", self.false_alarms == 0),
            ("look-alikes blamed", str(self.decoys), "0", self.decoys == 0),
            ("diagnoses with too many trials", str(self.over_budget), "0", self.over_budget == 0),
        ]
        trials = [j.found.trials for j in self.caused]
        seconds = [j.found.seconds for j in self.judged]
        table.append(("trials per diagnosis", f"{sum(trials) / max(len(trials), 1):.1f}", "", True))
        table.append(("seconds per program", f"{sum(seconds) / max(len(seconds), 1):.1f}", "", True))
        return table
