"""How much one diagnosis may cost: trials beyond the check, or seconds."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from pytest_repro.errors import SettingsError

MOST_TRIALS = 24
_UNITS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True)
class Budget:
    """Both bounds hold: whichever is reached first ends the diagnosis; what is unproven then is a suspect."""

    trials: int = MOST_TRIALS
    seconds: float = math.inf
    text: str = ""
    """As the user gave it; empty: the default."""


def read_budget(text: str | None) -> Budget:
    """``90s``, ``2m`` or ``1h`` of time, or a number of trials, 0 for no diagnosis; None for the default.

    Raises:
        SettingsError: it is neither.
    """
    if text is None:
        return Budget()
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh]?)", text.strip().lower())
    if match is not None and match[2] and float(match[1]) > 0:
        return Budget(seconds=float(match[1]) * _UNITS[match[2]], text=text)
    if match is not None and match[1].isdigit() and not match[2]:
        return Budget(trials=int(match[1]), text=text)
    raise SettingsError(
        f"repro-budget={text}: give a time such as 90s or 2m, or a number of trials, 0 for no diagnosis"
    )
