"""What is said where there can be no diagnosis."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pytest_repro.diagnosis.diagnose import diagnose
from pytest_repro.diagnosis.laboratory import BudgetSpentError

if TYPE_CHECKING:
    from pathlib import Path

RETURNED: Any = SimpleNamespace(status="returned", message="")


class Laboratory:
    """Its recorded trials fail, or cannot be paid for."""

    def __init__(self, *, pays: bool) -> None:
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
