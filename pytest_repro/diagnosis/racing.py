"""Races between the program's own threads, which lose what others do at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.diagnosis.inherent import RACE, Inherent
from pytest_repro.diagnosis.threaded import races_of, without_owned
from pytest_repro.model import Cause, CauseStatus

if TYPE_CHECKING:
    from pytest_repro.diagnosis.laboratory import Laboratory
    from pytest_repro.diagnosis.locate import Located
    from pytest_repro.diagnosis.naming import Naming

_FREE_TRIALS = 2


def race(located: Located, status: CauseStatus, seen: str = "") -> Cause:
    """``located``: where threads change what all share; ``seen``: how that was found to matter."""
    explanation = f"{_SHARING} ({seen or _ONE_AFTER_ANOTHER})"
    return Cause(RACE, status, explanation, _APART, located.sites, located.findings)


def race_when_free(laboratory: Laboratory, naming: Naming) -> Inherent | None:
    """A race that no trial has, since threads take turns there: does one have it in which they do not?

    None where no thread changes what others change as well. That the trials in which they take turns agree
    under other conditions must be known.

    Raises:
        BudgetSpentError: too many trials have been run.
    """
    if RACE not in laboratory.planner.sources or not naming.evidence.starts():
        return None
    trace = laboratory.recorded_trace()
    roots = without_owned(trace, races_of(trace) or races_of(trace, counting=True))
    if not roots:
        return None
    located = naming.locator.at(tuple(map(naming.evidence.site_of_root, roots)))
    if any(not laboratory.freely() for _ in range(_FREE_TRIALS)):
        return Inherent(True, True, (race(located, "proven", _FREELY),))
    return Inherent(False, False, (race(located, "suspect", _NOT_AGAIN),))


_SHARING = (
    "threads change what they share without a lock, so that each reads what others have done so far, which "
    "differs in every run"
)
_ONE_AFTER_ANOTHER = "seen when they were made to run one after another"
_FREELY = "trials in which they run one after another agree, and one in which they run freely differs"
_NOT_AGAIN = "trials in which they run one after another agree, and so did those in which they ran freely"
_APART = (
    "give each thread a part of its own to write to and combine the parts in order, or run them one after "
    "another: a lock does not settle who comes first"
)
