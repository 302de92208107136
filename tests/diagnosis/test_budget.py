"""What ``repro_budget`` may say, and that it is kept."""

from __future__ import annotations

import math

import pytest

from pytest_repro.diagnosis.budget import MOST_TRIALS, read_budget
from pytest_repro.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "trials", "seconds"),
    [(None, MOST_TRIALS, math.inf), ("90s", MOST_TRIALS, 90), ("2m", MOST_TRIALS, 120),
     ("1.5h", MOST_TRIALS, 5400), ("7", 7, math.inf), ("0", 0, math.inf), (" 2 M ", MOST_TRIALS, 120)],
)  # fmt: skip
def test_times_and_numbers_of_trials(text: str | None, trials: int, seconds: float) -> None:
    budget = read_budget(text)
    assert (budget.trials, budget.seconds) == (trials, seconds)


@pytest.mark.parametrize("text", ["", " ", "soon", "-1", "1.5", "0s", "2 weeks", "nan", "1e3"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="give a time such as 90s or 2m"):
        read_budget(text)
