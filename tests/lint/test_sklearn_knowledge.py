"""The table of scikit-learn's callables against the installed version."""

from __future__ import annotations

import pytest

pytest.importorskip("sklearn")

from . import sklearn_knowledge


def test_every_callable_with_a_random_state_is_known() -> None:
    assert sklearn_knowledge.missing() == []


def test_none_of_those_listed_is_seeded_by_default() -> None:
    assert sklearn_knowledge.seeded_by_default() == []


@pytest.mark.slow
def test_what_is_said_of_estimators_is_so() -> None:
    assert sklearn_knowledge.wrong() == []
