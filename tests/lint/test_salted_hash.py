"""What REP304 says of text, and of what may be something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from .conftest import Linter

ONLY = Config(select=("REP304",))


@pytest.mark.parametrize(
    ("code", "confidence", "said"),
    [
        ("x = hash('a' + name) % 10\n", "high", "`hash()` of text is salted anew"),
        ("x = hash(name) % 10\n", "medium", "unless only numbers are hashed, `hash()` is salted anew"),
        (
            "x = sorted(names, key=hash)\n",
            "medium",
            "unless only numbers are hashed, `hash()` is salted anew",
        ),
    ],
)
def test_only_what_is_seen_to_be_text_is_called_so(
    lint_files: Linter, code: str, confidence: str, said: str
) -> None:
    (finding,) = lint_files({"a.py": code}, config=ONLY)
    assert finding.confidence == confidence
    assert finding.message.startswith(f"{said} in every process, and here it ")


def test_callers_in_other_files_count(lint_files: Linter) -> None:
    library = "def bucket(x):\n    return hash(x) % 10\n\n\nprint(bucket(3))\n"
    assert lint_files({"a.py": library, "b.py": "from a import bucket\nbucket((4, 5))\n"}, config=ONLY) == []
    found = lint_files({"a.py": library, "b.py": "from a import bucket\nbucket('x')\n"}, config=ONLY)
    assert [(finding.path, finding.line) for finding in found] == [("a.py", 2)]
