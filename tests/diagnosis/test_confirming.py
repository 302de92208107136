"""Lines that ask for a date beside those that measure a time: one trial tells whether it takes these."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis.confirming import Confirming
from pytest_repro.diagnosis.locate import Located
from pytest_repro.diagnosis.proof import Proof
from pytest_repro.diagnosis.proposal import Proposal
from pytest_repro.diagnosis.zone import CLOCK
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Sequence

STREAM = Atom("python-random")
ASKED = {"date": 46, "start": 37, "now": 38, "log": 50}


def _named(alone: bool, used: int, *sites: str) -> tuple[tuple[str, ...], bool, list[frozenset[Atom]]]:
    """What is named of ``sites``, whether a trial told, and what was replayed."""
    tried: list[frozenset[Atom]] = []

    def try_each(sets: Sequence[frozenset[Atom]]) -> list[bool]:
        tried.extend(sets)
        return [alone for _ in sets]

    evidence: Any = SimpleNamespace(
        places=lambda atom: [("budget.py", line) for line in ASKED.values()],
        site_at_place=lambda atom, place: {line: site for site, line in ASKED.items()}[place[1]],
        relative=lambda atom, places: places[0][1] != ASKED["date"],
    )
    locator = SimpleNamespace(at=lambda sites: Located(sites, ()))
    case = Confirming(
        SimpleNamespace(summaries=[None] * used),  # type: ignore[arg-type]
        SimpleNamespace(evidence=evidence, locator=locator),  # type: ignore[arg-type]
        SimpleNamespace(try_each=try_each),  # type: ignore[arg-type]
    )
    needed = frozenset({CLOCK, STREAM})
    located: Any = {CLOCK: Located(sites, ())}  # type: ignore[arg-type]
    found, told = case._without_dates(needed, frozenset(), Proposal(needed, located))
    return found.located[CLOCK].sites, told, tried  # type: ignore[return-value]


def test_a_date_that_is_not_needed_is_not_named_beside_what_measures_a_time() -> None:
    sites, told, tried = _named(True, 6, "date", "start", "now")
    assert (sites, told) == (("start", "now"), True)
    assert tried == [frozenset({STREAM, *(Atom("clock", "", "budget.py", line) for line in (37, 38, 50))})]


def test_a_date_that_is_needed_stays() -> None:
    sites, told, tried = _named(False, 6, "date", "start", "now")
    assert (sites, told, len(tried)) == (("date", "start", "now"), False, 1)


@pytest.mark.parametrize(("used", "sites"), [(7, ("date", "now")), (6, ("start", "now")), (6, ("date",))])
def test_no_trial_is_run_that_would_tell_nothing_or_be_too_many(used: int, sites: tuple[str, ...]) -> None:
    assert _named(True, used, *sites) == (sites, False, [])


@pytest.mark.parametrize(("guilty", "kept"), [((3, 9), 10), ((8, 9), 5)])
def test_of_many_lines_no_more_are_tried_than_the_bound_allows(guilty: tuple[int, ...], kept: int) -> None:
    """Ten lines draw on a stream that nobody seeds, and it is in doubt which of them reach the result."""
    drawn = [Atom(STREAM.source, "", "draws.py", line) for line in range(10)]
    summaries: list[object] = [None] * 3
    proven: list[Any] = []

    def test(sets: Sequence[frozenset[Atom]], anew: bool = False) -> list[bool]:
        summaries.extend(sets)
        return [{drawn[line] for line in guilty} <= atoms for atoms in sets]

    laboratory: Any = SimpleNamespace(summaries=summaries, test=test)
    naming: Any = SimpleNamespace(
        evidence=SimpleNamespace(),
        suspicion=SimpleNamespace(rank=lambda atom: (0, 0, atom)),
        locate_proven=lambda *found: proven.append(found),
    )
    case = Confirming(laboratory, naming, Proof(laboratory))
    confirmed = case.confirm(Proposal(frozenset(drawn), {}, certain=False))
    assert confirmed is not None
    assert (len(confirmed.needed), len(summaries), len(proven)) == (kept, 4, 1)
