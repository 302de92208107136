"""Where an order hardly matters to anybody: findings in tests and in packaging are of low confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from .conftest import Linter

LISTING = "    return load(os.listdir(d)[0])\n"
SET = "    return list(set(text.split()))\n"


def confidences(lint_files: Linter, path: str, text: str) -> list[str]:
    config = Config(select=("REP301", "REP302"), min_confidence="low")
    return [finding.confidence for finding in lint_files({path: text}, config=config)]


@pytest.mark.parametrize("body", [LISTING, SET])
@pytest.mark.parametrize(
    ("path", "head", "confidence"),
    [
        ("tests/test_a.py", "import os\n\ndef test_a(d, text):\n", "low"),
        ("setup.py", "import os\n\ndef find(d, text):\n", "low"),
        # What a test is about, what fixtures make, and programs that are only called so.
        ("tests/test_a.py", "import os\nimport pytest\n\n@pytest.mark.repro\ndef test_a(d, text):\n", "high"),
        ("tests/conftest.py", "import os\n\ndef model(d, text):\n", "high"),
        ("train.py", "import os\n\ndef test_epoch(d, text):\n", "high"),
    ],
)
def test_how_sure(lint_files: Linter, path: str, head: str, confidence: str, body: str) -> None:
    assert confidences(lint_files, path, head + body) == [confidence]
