"""From "these two trials differ" to "this source, at this line": the steps of a diagnosis.

1. Record: a trial under reference conditions, in a fresh process, that notes every draw with its site, and
   a trace of all that it did.
2. Vary: a traced trial in which everything is varied. It must differ, and the two traces say after which
   lines values begin to differ, and which of these reach the result: what is drawn on there is the guess,
   of several sources at one line the likeliest.
3. Replay: the guess as recorded, at its sites where possible, while everything else is varied; equal outputs
   imply it. What a rule or an unseeded stream speaks for goes first, and with the rest where that will not
   do. That is repeated, and of several causes each is left out once. What is part of a set that did not
   suffice is not tried.
4. Same again: where no guess will do, everything as recorded once more. What differs even then, or at an
   operation with equal inputs, is inherent: trials under a single thread, or with
   deterministic kernels of the GPU, settle whether it is a race.
5. Tie: the lint findings at each site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.diagnosis.conclusion import Diagnosis
from pytest_repro.diagnosis.laboratory import BudgetSpentError, Laboratory
from pytest_repro.diagnosis.searching import Search
from pytest_repro.diagnosis.unseen import unseen_suspects
from pytest_repro.errors import TrialError

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_repro.trials.outcome import Outcome


def diagnose(laboratory: Laboratory, reference: Outcome, perturbed: Outcome, root: Path) -> Diagnosis:
    """Explain why the user's session and the perturbed trial differ."""
    failed = ""
    try:
        recorded = laboratory.record()
        if recorded.status == "raised" and reference.status == perturbed.status == "returned":
            recorded = laboratory.record()  # unless it fails at random, recording it is what it cannot bear
            failed = recorded.message if recorded.status == "raised" else ""
    except BudgetSpentError as error:
        return _unseen(laboratory, root, str(error))
    except TrialError as error:
        return Diagnosis((), (), tuple(laboratory.summaries), f"no diagnosis: {error}")
    if failed:
        note = f"no diagnosis: the fixture fails in trials that record it: {failed}"
        return Diagnosis((), (), tuple(laboratory.summaries), note)
    search = Search(laboratory, root)
    try:
        return search.solve(reference, perturbed)
    except BudgetSpentError as error:
        return search.give_up(str(error))
    except TrialError as error:
        return search.give_up(f"the diagnosis ended early: {error}")


def _unseen(laboratory: Laboratory, root: Path, why: str) -> Diagnosis:
    """No trial has been recorded: who wanted one is told what can be read from the source."""
    wanted = laboratory.budget.trials > 0
    suspects = unseen_suspects(laboratory.planner.sources, root) if wanted else ()
    note = f"{why} before any was recorded" if suspects else f"no diagnosis: {why}"
    return Diagnosis(suspects, (), tuple(laboratory.summaries), note)
