"""What is said where there can be no diagnosis."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pytest_repro.diagnosis.budget import Budget
from pytest_repro.diagnosis.confirming import Confirming
from pytest_repro.diagnosis.diagnose import diagnose
from pytest_repro.diagnosis.laboratory import BudgetSpentError
from pytest_repro.diagnosis.locate import Located
from pytest_repro.diagnosis.proposal import Proposal
from pytest_repro.diagnosis.searching import Search
from pytest_repro.model import Site
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

RETURNED: Any = SimpleNamespace(status="returned", message="")


class Laboratory:
    """Its recorded trials fail, or cannot be paid for."""

    planner = SimpleNamespace(sources=("hash-seed", "object-identity", "os-entropy", "clock"))

    def __init__(self, *, pays: bool, trials: int = 0) -> None:
        self.budget = Budget(trials)
        self.summaries: list[object] = []
        self.recorded = 0
        self._pays = pays

    def record(self) -> Any:
        if not self._pays:
            raise BudgetSpentError("gave up after 0 trials (repro_budget)")
        self.recorded += 1
        return SimpleNamespace(status="raised", message="KeyError: 5")


def test_a_fixture_that_fails_only_where_it_is_recorded_is_told_after_a_second_time(tmp_path: Path) -> None:
    laboratory: Any = Laboratory(pays=True)
    found = diagnose(laboratory, RETURNED, RETURNED, tmp_path)
    assert found.note == "no diagnosis: the fixture fails in trials that record it: KeyError: 5"
    assert (found.causes, laboratory.recorded) == ((), 2)


def test_no_budget_no_diagnosis(tmp_path: Path) -> None:
    laboratory: Any = Laboratory(pays=False)
    found = diagnose(laboratory, RETURNED, RETURNED, tmp_path)
    assert found.note == "no diagnosis: gave up after 0 trials (repro_budget)"


def test_a_budget_that_ends_before_a_trial_is_recorded_leaves_what_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "never_imported.py").write_text("import random\nrng = random.Random()\n")
    file = tmp_path / "unseen_ids.py"
    file.write_text("import uuid\n\n\ndef ids():\n    return sorted(uuid.uuid4().hex for _ in range(3))\n"
                    "\n\ndef first(text):\n    return list(set(text.split()))\n\nimport numpy as np\n"
                    "\n\ndef rng():\n    return np.random.default_rng()\n")  # fmt: skip
    monkeypatch.setitem(sys.modules, "unseen_ids", SimpleNamespace(__file__=str(file)))
    laboratory: Any = Laboratory(pays=False, trials=5)
    found = diagnose(laboratory, RETURNED, RETURNED, tmp_path)
    named = [(c.source, c.status, [(s.path, s.line) for s in c.sites]) for c in found.causes]
    assert named == [
        ("os-entropy", "suspect", [("unseen_ids.py", 15)]),
        ("hash-seed", "suspect", [("unseen_ids.py", 9)]),
    ]
    assert all("no trial has shown that it ran" in cause.explanation for cause in found.causes)
    assert found.note == "gave up after 0 trials (repro_budget) before any was recorded"
    assert found.cleared == ()


def test_beside_what_cannot_be_replayed_stand_others_that_something_speaks_for() -> None:
    lines = {
        name: Site("fit.py", line, "fit") for line, name in enumerate(("hash-seed", "numpy-random", "clock"))
    }
    located = {Atom(name): Located((site,), ()) for name, site in lines.items()}
    proposal = Proposal(
        frozenset(located), located, strong=frozenset({Atom("hash-seed"), Atom("numpy-random")})
    )
    case: Any = object.__new__(Search)
    case._inherent = SimpleNamespace(causes=(SimpleNamespace(sites=(lines["hash-seed"],)),))
    adopted: dict[Atom, Located] = {}
    case._naming = SimpleNamespace(adopt=adopted.update, suspicion=SimpleNamespace(rank=str))
    assert case._beside(proposal) == [Atom("numpy-random")]
    assert adopted == {Atom("numpy-random"): located[Atom("numpy-random")]}


def test_a_stream_is_left_out_only_where_that_agrees_under_other_numbers_too() -> None:
    clock, stream, name = Atom("clock"), Atom("python-random"), Atom("environment", "host")
    proposal = Proposal(frozenset({clock, stream, name}), {})

    def needed(agrees: bool, *answers: frozenset[Atom]) -> tuple[frozenset[Atom], list[Any]]:
        found, done = iter(answers), []
        laboratory: Any = SimpleNamespace(test=lambda sets, anew: done.append((sets, anew)) or [agrees])
        naming: Any = SimpleNamespace(suspicion=SimpleNamespace(rank=lambda atom: (0, 0, atom)))
        proof: Any = SimpleNamespace(needed=lambda *args: next(found), refute=done.append)
        return Confirming(laboratory, naming, proof)._needed(proposal.atoms, frozenset(), proposal), done

    alone, both = frozenset({clock}), frozenset({clock, stream})
    assert needed(True, alone) == (alone, [([alone], True)])
    assert needed(False, alone, both) == (both, [([alone], True), alone])
    assert needed(False, both) == (both, [])
