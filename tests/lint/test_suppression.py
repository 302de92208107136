"""Comments that silence a finding, and what only looks like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Linter


@pytest.mark.parametrize(
    "comment",
    [
        "# repro: ignore[REP101] a demonstration",
        "# repro:ignore[REP102, REP101]",
        "# repro: ignore",
        "# repro: ignore -- shown to students",
        "# noqa: REP101",
        "# noqa: E501, REP101",
        "# noqa",
        "# type: ignore  # noqa: REP101",
    ],
)
def test_silenced(lint_files: Linter, comment: str) -> None:
    assert lint_files({"a.py": f"import random\nx = random.random()  {comment}\n"}) == []


@pytest.mark.parametrize(
    "comment",
    [
        "# repro: ignore[REP102]",
        "# repro: ignored",
        "# noqa: E501",
        "# noqa:E501",
        "# repro: ignore[]",
        "# see repro",
    ],
)
def test_not_silenced(lint_files: Linter, comment: str) -> None:
    assert len(lint_files({"a.py": f"import random\nx = random.random()  {comment}\n"})) == 1


def test_text_in_a_string_is_no_comment(lint_files: Linter) -> None:
    code = "import random\nx = random.random(), '# repro: ignore[REP101]', '''\n# noqa\n'''\n"
    assert len(lint_files({"a.py": code})) == 1


def test_on_the_last_line_of_the_statement(lint_files: Linter) -> None:
    code = """
    import random
    x = dict(
        a=random.randint(
            0,
            9,
        ),
    )  # repro: ignore[REP101]
    """
    assert lint_files({"a.py": code}) == []


def test_on_another_line_it_has_no_effect(lint_files: Linter) -> None:
    code = "import random\n# repro: ignore[REP101]\nx = random.random()\n# noqa\n"
    assert len(lint_files({"a.py": code})) == 1


def test_in_requirements(lint_files: Linter) -> None:
    text = "numpy  # noqa: REP501\nscipy  # repro: ignore[REP501] why\nvcs @ https://e.org/x.whl#noqa\n"
    assert [f.line for f in lint_files({"requirements.txt": text})] == [3]
