"""Moments that may become data: where there are tables, or names of features, cutoffs and spans."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lint_rules.knowledge.clocks import (
    CUTOFF,
    DATA_SPANS,
    FEATURES,
    FETCHES,
    SPAN_METHODS,
    TABLE_LIBRARIES,
)

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate

_SPANS = SPAN_METHODS | {name.rpartition(".")[2] for name in DATA_SPANS}


def keeps(candidate: Candidate) -> bool:
    around = candidate.around
    if not around.packages.isdisjoint(TABLE_LIBRARIES) or around.function(candidate.scope) is None:
        return True
    words = candidate.tree.words
    return not words.isdisjoint(_SPANS) or any(map(_is_telling, words))


@lru_cache(maxsize=10_000)  # a function is asked for all its words at each reading of the clock
def _is_telling(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in (CUTOFF, FEATURES, FETCHES))
