"""The corpus reaches its targets (slow), and is what it claims to be."""

from __future__ import annotations

import importlib.util

import pytest

from tests.corpus.case import Case, Expected, cases
from tests.corpus.run import Found, run
from tests.corpus.score import Judged, Score

ALL = cases()


def test_the_corpus_is_large_and_mixed() -> None:
    assert len(ALL) >= 60
    assert sum(case.verdict == "reproducible" for case in ALL) * 3 >= len(ALL)
    assert sum(len(case.causes) >= 2 for case in ALL) >= 10
    assert all(len(list(case.folder.glob("*.py"))) >= 2 for case in ALL)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_expected_lines_exist(case: Case) -> None:
    known = [line for cause in case.causes for line in (*cause.lines, *cause.also)]
    for place in [*case.decoys, *known]:
        path, _, line = place.rpartition(":")
        text = (case.folder / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert text.strip() and not text.strip().startswith("#")
    assert not case.decoys & set(known)


def test_the_score_notices_what_is_wrong() -> None:
    case = next(case for case in ALL if case.name == "noise_and_stamp")
    right = tuple((c.source, "proven", frozenset(c.lines)) for c in case.causes)
    good = Judged(case, Found("irreproducible", right, 6, 1.0, ""))
    assert good.wrong == [] and all(reached for *_, reached in Score([good]).table())
    for bad in (
        Found("reproducible", (), 0, 1.0, ""),
        Found("irreproducible", right[:1], 6, 1.0, ""),
        Found("irreproducible", tuple((s, t, frozenset()) for s, t, _ in right), 6, 1.0, ""),
        Found("irreproducible", right, 99, 1.0, ""),
    ):
        judged = Judged(case, bad)
        assert judged.wrong and not all(reached for *_, reached in Score([judged]).table())


def test_a_line_that_says_as_much_stands_for_one_at_fault() -> None:
    cause = Expected("clock", ("a.py:1", "a.py:2"), ("a.py:3",))
    assert cause.is_named_by(frozenset({"a.py:1", "a.py:3", "a.py:9"}))
    assert not cause.is_named_by(frozenset({"a.py:3", "a.py:9"}))


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_targets() -> None:
    possible = [case for case in ALL if all(importlib.util.find_spec(name) for name in case.needs)]
    score = Score([Judged(case, run(case)) for case in possible])
    missed = [row for row in score.table() if not row[3]]
    wrong = {judged.case.name: judged.wrong for judged in score.judged if judged.wrong}
    assert not missed, wrong
