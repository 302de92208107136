"""Programs of libraries that differ from run to run for real: what a check says of each.

`make test-real` makes an environment that has the libraries. Programs of scikit-learn, torch and joblib are
part of the corpus.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.corpus.case import Case
from tests.corpus.run import run

pytestmark = pytest.mark.slow
PROGRAMS = Path(__file__).parent / "programs"


@dataclass(frozen=True)
class Expected:
    program: str
    library: str
    status: str
    line: str
    says: str


REAL = (
    # Ties among pairs are broken by the order of a hash table of Rust's, which is seeded in each process.
    Expected("wordpiece_tokenizer", "tokenizers", "suspect", "tokenizer.py:11", "with one thread as well"),
    # The same of the order of groups; `maintain_order=True` is what mends it.
    Expected("group_by_users", "polars", "suspect", "features.py:5", "maintain_order=True"),
    # The sampler suggests by the trials that are finished by then.
    Expected("tuned_by_two_jobs", "optuna", "proven", "tuning.py:9", "[REP204]"),
    # Hogwild: workers write to the same vectors without waiting for each other.
    Expected("word_vectors_by_four", "gensim", "proven", "vectors.py:5", "[REP204]"),
)


REPAIRED = "repaired_twins"
_MISSING = "not installed: `make test-real` installs it"


def case(program: str) -> Case:
    return Case(program, "", "", (), frozenset(), None, frozenset(), PROGRAMS)


@pytest.mark.parametrize("expected", REAL, ids=lambda expected: expected.program)
def test_the_line_is_named_and_what_can_be_proven_is(expected: Expected) -> None:
    pytest.importorskip(expected.library, reason=_MISSING)
    found = run(case(expected.program))
    assert found.verdict == "irreproducible", found.output
    assert found.causes == (("kernel-race", expected.status, frozenset({expected.line})),), found.output
    assert expected.says in " ".join(found.output.split())


def test_what_mends_them_is_reproducible() -> None:
    for expected in REAL:
        pytest.importorskip(expected.library, reason=_MISSING)
    found = run(case(REPAIRED))
    assert found.verdict == "reproducible", found.output


def test_each_program_is_told_of() -> None:
    told = {REPAIRED, *(one.program for one in REAL)}
    assert {path.parent.name for path in PROGRAMS.glob("*/test_*.py")} == told
    page = (PROGRAMS.parents[2] / "docs" / "real-programs.md").read_text(encoding="utf-8")
    assert {name for name in told if f"programs/{name})" in page} == told
