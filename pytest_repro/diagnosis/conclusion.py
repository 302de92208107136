"""What a diagnosis hands over: causes with their lines, what is cleared, and what it could not see."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.inherent import RACE
from pytest_repro.diagnosis.leaks import leak_sites
from pytest_repro.diagnosis.racing import race
from pytest_repro.diagnosis.zone import CLOCK, ZONE
from pytest_repro.model import Cause, CauseStatus, TrialSummary
from pytest_repro.sources import all_sources
from pytest_repro.traces.trace import limits
from pytest_repro.trials.planner import LEAKED, Atom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_repro.diagnosis.inherent import Inherent
    from pytest_repro.diagnosis.laboratory import Laboratory
    from pytest_repro.diagnosis.naming import Naming


@dataclass(frozen=True)
class Diagnosis:
    causes: tuple[Cause, ...]
    cleared: tuple[str, ...]
    trials: tuple[TrialSummary, ...]
    note: str
    """What the reader must know besides, such as why nothing could be proven; may be empty."""
    limits: tuple[str, ...] = ()
    """What traces and recordings do not hold, each a sentence."""


def conclude(
    laboratory: Laboratory,
    naming: Naming,
    inherent: Inherent | None,
    note: str,
    proven: frozenset[Atom] = frozenset(),
    suspected: Sequence[Atom] = (),
    local_time: bool = False,
) -> Diagnosis:
    """``local_time``: the time zone matters, and nothing but reads of the clock consults it."""
    whole = {Atom(atom.source, atom.part) for atom in proven}
    ordered = sorted(whole, key=naming.suspicion.rank)
    found = [] if inherent is None else list(inherent.causes)
    settled = any(cause.status == "proven" for cause in found)
    found += [_cause(laboratory, naming, atom, "proven", local_time and atom == CLOCK) for atom in ordered]
    found += [_cause(laboratory, naming, atom, "suspect") for atom in suspected]
    blamed = {cause.source for cause in found} | ({ZONE.source} if local_time else set())
    blamed |= {atom.source for atom in ordered}
    varied = (name for name in laboratory.planner.sources if _was_varied(laboratory, naming, name))
    cleared = tuple(name for name in varied if name not in blamed)
    return Diagnosis(
        causes=tuple(found),
        cleared=cleared if proven or (settled and not suspected and not note) else (),
        trials=tuple(laboratory.summaries),
        note="; ".join(filter(None, [note, naming.locator.note])),
        limits=_limits(laboratory, naming),
    )


def _limits(laboratory: Laboratory, naming: Naming) -> tuple[str, ...]:
    """What was not recorded or traced, since a bound was reached or it cannot be."""
    names = [name for name in laboratory.planner.sources if naming.evidence.capped(name)]
    more = f"more answers of {', '.join(names)} were drawn than are kept for replay" if names else ""
    return (*filter(None, [more]), *limits(Path(laboratory.recorded_spec.directory)))


def _was_varied(laboratory: Laboratory, naming: Naming, source: str) -> bool:
    return naming.evidence.used(source) and (source != LEAKED.source or bool(laboratory.earlier))


def _cause(
    laboratory: Laboratory, naming: Naming, atom: Atom, status: CauseStatus, local_time: bool = False
) -> Cause:
    located = naming.locate(atom)
    if located.races is not None and RACE in laboratory.planner.sources:
        return race(located.races, status)
    source = all_sources()[atom.source]
    part = f"{atom.part.replace('-', ' ')}: " if atom.part else ""
    sites = located.sites
    explanation = f"{part}{source.explanation}"
    if atom == LEAKED:
        sites, leaks = leak_sites(laboratory)
        explanation += f" ({leaks})" if leaks else ""
    elif local_time:
        explanation += " (read as local time, so it differs with the time zone as well)"
    elif located.how:
        explanation += f" ({located.how})"
    return Cause(
        source=atom.source,
        status=status,
        explanation=explanation,
        fix=source.remedy(atom.part, [site.text for site in sites]),
        sites=sites,
        findings=located.findings,
        part=atom.part,
    )
