"""The values that a check is made of. Plain data: collected first, rendered later, written as JSON.

Nothing here imports anything of the project, so every other module may import it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Verdict = Literal["reproducible", "irreproducible", "environment-sensitive", "error"]
CauseStatus = Literal["proven", "suspect"]
CheckKind = Literal["fixture", "test"]
Json = Any
"""What :mod:`json` can write: None, bool, int, float, str, and lists and dicts of these."""


@dataclass(frozen=True)
class Location:
    """Where something is defined. ``path`` is relative to the root directory, ``line`` counts from 1."""

    path: str
    line: int


@dataclass(frozen=True, order=True)
class Site:
    """The place in the user's own code where a source was drawn on."""

    path: str
    line: int
    function: str
    text: str = ""
    """The source line, stripped."""


@dataclass(frozen=True)
class Finding:
    """What the linter says about a place."""

    code: str
    path: str
    line: int
    message: str
    opt_in: bool = False
    """Whether its rule has to be asked for."""


_FAR_ULP = 10**6


@dataclass(frozen=True)
class Mismatch:
    """One output that differs between two trials."""

    path: str
    """Where the output stands in the fixture's value: ``model.fc1.weight``, ``history[3]``."""
    kind: str
    """What differs: ``value``, ``dtype``, ``shape``, ``type``, ``missing``, ``order``, ``raised``…"""
    first: str
    second: str
    differing: int | None = None
    """How many elements differ, of ``total``."""
    total: int | None = None
    max_abs: float | None = None
    max_ulp: int | None = None
    index: tuple[int, ...] | None = None
    """Where the greatest difference lies."""

    @property
    def near_ulp(self) -> int | None:
        """A few ulps tell of rounding; a million tell nothing that the difference does not: None."""
        return self.max_ulp if self.max_ulp is not None and self.max_ulp < _FAR_ULP else None


@dataclass(frozen=True)
class Axis:
    """Whether a source was varied in the perturbed trial, and to what, or why it could not be."""

    source: str
    applied: bool
    detail: str


@dataclass(frozen=True)
class Cause:
    source: str
    status: CauseStatus
    explanation: str
    fix: str
    sites: tuple[Site, ...] = ()
    findings: tuple[Finding, ...] = ()
    part: str = ""
    """Of a source with parts, which one; empty if it is a whole."""

    @property
    def name(self) -> str:
        """The source, with its part: ``environment (time zone)``."""
        return f"{self.source} ({self.part.replace('-', ' ')})" if self.part else self.source


@dataclass(frozen=True)
class Failure:
    """A trial in which the fixture gave no value: what it said, and where it was."""

    trial: str
    """Its purpose: ``reference``, ``perturbed``…"""
    what: str
    """The exception, or how the trial ended."""
    fixture: str
    """The one that was being set up; empty if none was."""
    site: Site | None
    """The line that was running: the innermost of the user's own; None where the trial could not tell."""
    printed: tuple[str, ...] = ()
    """The last lines of a trial that was ended."""


@dataclass(frozen=True)
class TrialSummary:
    """One trial that a check took, for the report."""

    purpose: str
    varied: tuple[str, ...]
    replayed: tuple[str, ...]
    equal: bool | None
    """Whether its outputs equal those it is compared with; None if nothing was compared."""
    seconds: float


@dataclass(frozen=True)
class Check:
    """What became of one training fixture with one set of parameters, or of one marked test."""

    id: str
    fixture: str
    params: dict[str, str]
    location: Location
    verdict: Verdict
    reason: str
    axes: tuple[Axis, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    causes: tuple[Cause, ...] = ()
    cleared: tuple[str, ...] = ()
    trials: tuple[TrialSummary, ...] = ()
    limits: tuple[str, ...] = ()
    """What traces and recordings do not hold, since a bound was reached or it cannot be read; of a check that
    passes, what may have agreed by chance.
    """
    kind: CheckKind = "fixture"
    failures: tuple[Failure, ...] = ()
    """Where trials gave no value: each that raised, crashed or hung, of the two that are compared."""

    def to_json(self) -> dict[str, Json]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Json]) -> Check:
        """Read back what :meth:`to_json` gave, also after a round through :mod:`json`."""
        return cls(
            **{
                **data,
                "location": Location(**data["location"]),
                "axes": tuple(Axis(**axis) for axis in data["axes"]),
                "mismatches": tuple(_mismatch(item) for item in data["mismatches"]),
                "causes": tuple(_cause(item) for item in data["causes"]),
                "cleared": tuple(data["cleared"]),
                "trials": tuple(
                    TrialSummary(**{**t, "varied": tuple(t["varied"]), "replayed": tuple(t["replayed"])})
                    for t in data["trials"]
                ),
                "limits": tuple(data["limits"]),
                "failures": tuple(_failure(item) for item in data["failures"]),
            }
        )


def _mismatch(data: dict[str, Json]) -> Mismatch:
    index = data.get("index")
    return Mismatch(**{**data, "index": None if index is None else tuple(index)})


def _failure(data: dict[str, Json]) -> Failure:
    site = Site(**data["site"]) if data["site"] is not None else None
    return Failure(**{**data, "site": site, "printed": tuple(data["printed"])})


def _cause(data: dict[str, Json]) -> Cause:
    return Cause(
        **{
            **data,
            "sites": tuple(Site(**site) for site in data["sites"]),
            "findings": tuple(Finding(**finding) for finding in data["findings"]),
        }
    )


@dataclass(frozen=True)
class Report:
    """Everything a session found: what each report format renders."""

    created: str
    """UTC, ISO 8601."""
    command: tuple[str, ...]
    environment: dict[str, Json]
    settings: dict[str, Json]
    checks: tuple[Check, ...] = field(default=())
