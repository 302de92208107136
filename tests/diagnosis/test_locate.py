"""What the linter says of a line, and for which of the sources that share a rule it speaks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis.locate import Locator
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from pathlib import Path

IMPORT = "from sklearn.inspection import permutation_importance"


@pytest.mark.parametrize(
    ("line", "drawn", "spoken_for"),
    [
        # A library that draws numbers asks for a name of its own besides.
        ("permutation_importance(model, x, y)", {"numpy-random", "os-entropy"}, {"numpy-random"}),
        ("permutation_importance(model, x, y)", {"os-entropy"}, {"os-entropy"}),
        # Asked for the hash of an object, not of a text.
        ("hash(model) % 3", {"object-identity"}, {"object-identity"}),
        ("hash(model) % 3", set(), {"hash-seed", "object-identity"}),
    ],
)
def test_a_rule_speaks_for_the_source_that_was_drawn_on(
    tmp_path: Path, line: str, drawn: set[str], spoken_for: set[str]
) -> None:
    file = tmp_path / "train.py"
    file.write_text(f"{IMPORT}\n\n\ndef fit(model, x, y):\n    return {line}\n")
    place = str(file), 5
    evidence: Any = SimpleNamespace(
        files=lambda: (str(file),), places=lambda atom: (place,) if atom.source in drawn else ()
    )
    locator = Locator(evidence, tmp_path)
    sources = ("numpy-random", "os-entropy", "hash-seed", "object-identity")
    assert {name for name in sources if locator.objects(Atom(name), place)} == spoken_for
