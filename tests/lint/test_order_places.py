"""Where an order hardly matters to anybody: findings in tests and in packaging are of low confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from .conftest import Linter

CLOCK = "    fmin(loss, time_budget=60)\n"
FINISHED = "    return [job.result() for job in as_completed(jobs)]\n"
LISTING = "    return load(os.listdir(d)[-1])\n"
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
        ("custom_test.py", "import os\n\ndef merge(d, text):\n", "high"),
    ],
)
def test_how_sure(lint_files: Linter, path: str, head: str, confidence: str, body: str) -> None:
    assert confidences(lint_files, path, head + body) == [confidence]


@pytest.mark.parametrize(("code", "body"), [("REP401", CLOCK), ("REP303", FINISHED)])
def test_clocks_and_tasks_of_tests(lint_files: Linter, code: str, body: str) -> None:
    text = f"from concurrent.futures import as_completed\n\ndef test_a(jobs, loss):\n{body}"
    config = Config(select=(code,), min_confidence="low")
    found = lint_files({"tests/test_a.py": text, "train.py": text}, config=config)
    assert [(f.path, f.confidence) for f in found] == [("tests/test_a.py", "low"), ("train.py", "high")]


def test_the_day_of_a_test(lint_files: Linter) -> None:
    text = (
        "import datetime\nimport pandas as pd\n\ndef test_a(df):\n"
        "    df['age'] = datetime.datetime.now().year - df['year_of_birth']\n"
    )
    config = Config(select=("REP402",), min_confidence="low")
    found = lint_files({"tests/test_a.py": text, "train.py": text}, config=config)
    assert [(f.path, f.confidence) for f in found] == [("tests/test_a.py", "low"), ("train.py", "medium")]


@pytest.mark.parametrize(
    ("body", "confidence"),
    [
        ("    return rows.query(Row).filter(Row.begun >= cutoff)\n", "low"),
        ("    return [row for row in rows if row.begun < cutoff]\n", "low"),
        ("    cursor.execute(SQL, (cutoff.isoformat(),))\n", "low"),
        ("    return rows[rows.begun < cutoff]\n", "medium"),
        ("    return split_at(rows, cutoff)\n", "medium"),
    ],
)
def test_cutoffs(lint_files: Linter, body: str, confidence: str) -> None:
    text = (
        "from datetime import datetime, timedelta\n\n"
        f"def f(rows, cursor, days):\n    cutoff = datetime.now() - timedelta(days=days)\n{body}"
    )
    config = Config(select=("REP402",), min_confidence="low")
    assert [finding.confidence for finding in lint_files({"a.py": text}, config=config)] == [confidence]
