"""Comments that silence a finding, and what only looks like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules import lint
from lint_rules.cli import main
from lint_rules.suppression import malformed, unknown_codes

from .conftest import write_files
from .test_cli import repro_lint

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Linter


@pytest.mark.parametrize(
    "comment",
    [
        "# repro: ignore[REP101] a demonstration",
        "# repro:ignore[REP102, REP101]",
        "# repro: ignore",
        "# repro: ignore -- shown to students",
        "# repro: ignore[REP101]-because",
        "# repro: ignore[REP1] the family",
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
        "# repro: ignore-line",
        "# repro: ignore[REP102]x",
        "# repro: ignore-file[REP102]",
        "# noqa: E501",
        "# noqa:E501",
        "# repro: ignore[]",
        "# see repro",
    ],
)
def test_not_silenced(lint_files: Linter, comment: str) -> None:
    assert len(lint_files({"a.py": f"import random\nx = random.random()  {comment}\n"})) == 1


@pytest.mark.parametrize("comment", ["# repro: ignore-file[REP101] generated", "# repro: ignore-file"])
def test_a_whole_file(lint_files: Linter, comment: str) -> None:
    code = "import random\nx = random.random()\n"
    files = {"a.py": f"{code}\n\n{comment}\n", "b.py": code, "requirements.txt": f"{comment}\nnumpy\n"}
    expected = ["b.py", "requirements.txt"] if "REP101" in comment else ["b.py"]
    assert sorted({finding.path for finding in lint_files(files)}) == expected


def test_a_code_that_is_no_rule_is_a_warning(tmp_path: Path) -> None:
    text = "import random\nx = random.random()  # repro: ignore[REP999, RPE101] # noqa: REP998\n"
    write_files(tmp_path, {"a.py": text})
    done = repro_lint(tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[:2] == [
        "repro-lint: warning: a.py:2: no rule is called 'REP999'",
        "repro-lint: warning: a.py:2: no rule is called 'RPE101'",
    ]


@pytest.mark.parametrize(
    ("comment", "meant"),
    [
        ("# repro: ignore[REP101 why", "# repro: ignore[REP101]"),
        ("# repro: ignore[set-order", "# repro: ignore[set-order]"),
        ("# repro: ignore REP101", "# repro: ignore[REP101]"),
        ("# repro: ignore(REP101)", "# repro: ignore[REP101]"),
        ("# repro: ignore: REP101, REP102", "# repro: ignore[REP101, REP102]"),
        ("# repro: ignore [REP101]", "# repro: ignore[REP101]"),
        ("# repro: ignore-file REP101", "# repro: ignore-file[REP101]"),
    ],
)
def test_rules_without_brackets_silence_nothing_and_are_warned_of(
    tmp_path: Path, comment: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.py"
    path.write_text(f"import random\nx = random.random()  {comment}\n")
    assert main([str(path), "-q", "--no-cache"]) == 1
    told = capsys.readouterr()
    assert told.out.count("\n") == 1
    (warning,) = told.err.splitlines()
    assert "a.py:2: " in warning
    assert warning.endswith(f"silences nothing; write {meant!r}")


@pytest.mark.parametrize("comment", ["# repro: ignore", "# repro: ignore, see REP101", "# repro: ignore why"])
def test_bare_comments_may_have_a_reason(lint_files: Linter, comment: str) -> None:
    text = f"import random\nx = random.random()  {comment}\n"
    assert lint_files({"a.py": text}) == []
    assert malformed(text) == []


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


CHAIN = """
import tensorflow as tf
data = (tf.data.Dataset.from_tensor_slices(rows)  {}
        .map(read)  {}
        .shuffle(9)  {}
        .batch(3)  {}
)  {}
"""


@pytest.mark.parametrize(("line", "silenced"), [(0, True), (1, False), (2, True), (3, False), (4, True)])
def test_in_a_chain_over_several_lines(lint_files: Linter, line: int, silenced: bool) -> None:
    text = CHAIN.format(*("# repro: ignore[REP115]" if number == line else "" for number in range(5)))
    found = lint_files({"a.py": text})
    assert [(f.line, f.column, f.end_line, f.end_column) for f in found] == [(5, 10, 5, 20)] * (not silenced)


def test_on_another_line_it_has_no_effect(lint_files: Linter) -> None:
    code = "import random\n# repro: ignore[REP101]\nx = random.random()\n# noqa\n"
    assert len(lint_files({"a.py": code})) == 1


def test_in_requirements(lint_files: Linter) -> None:
    text = "numpy  # noqa: REP501\nscipy  # repro: ignore[REP501] why\nvcs @ https://e.org/x.whl#noqa\n"
    assert [f.line for f in lint_files({"requirements.txt": text})] == [3]


def unused(folder: Path, text: str, *options: str) -> list[str]:
    write_files(folder, {"a.py": text})
    lines = repro_lint(folder, "-q", "--unused-suppressions", *options).stderr.splitlines()
    return [line.removeprefix("repro-lint: warning: a.py") for line in lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1  # repro: ignore[REP101]\n", [":1: there is nothing to silence for REP101"]),
        ("x = 1  # repro: ignore\n", [":1: there is nothing to silence for anything"]),
        ("# repro: ignore-file[REP301]\nx = 1\n", [": there is nothing to silence for REP301"]),
        ("import random\nx = random.random()  # repro: ignore[REP101] why\n", []),
        ("import random\nx = random.random()  # repro: ignore\n", []),
        ("import random\n# repro: ignore-file[REP1]\nx = random.random()\n", []),
        (
            "import random\nx = random.random()  # repro: ignore[REP101, REP301]\n",
            [":2: there is nothing to silence for REP301"],
        ),
        ("import random\nx = dict(\n    a=random.random(),\n)  # repro: ignore[REP101]\n", []),
        ("import tensorflow as tf\nx = (tf.data.Dataset.range(9)  # repro: ignore\n .shuffle(9))\n", []),
        ("import tensorflow as tf\nx = (tf.data.Dataset.range(9)\n .map(f)  # repro: ignore\n .shuffle(9))\n",
         [":3: there is nothing to silence for anything"]),
        ("import random\nif f(\n    random.random(),\n):  # repro: ignore[REP101]\n    pass\n",
         [":4: there is nothing to silence for REP101"]),
        ("import random\nx = random.random()  # repro: ignore[unseeded-python-random]\n", []),
        ("import random\nx = random.random()  # repro: ignore[Unseeded-Python-Random, rep1]\n", []),
        ("import random\n# repro: ignore-file[unseeded-python-random]\nx = random.random()\n", []),
        ("x = 1  # repro: ignore[Set-Order]\n", [":1: there is nothing to silence for set-order"]),
        ("# repro: ignore-file[set-order]\n", [": there is nothing to silence for set-order"]),
        ("x = '# repro: ignore[REP101]'\n", []),
        ("x = 1  # noqa: REP101\n", []),
    ],
)  # fmt: skip
def test_comments_that_silence_nothing(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert unused(tmp_path, text) == expected


def test_codes_that_are_not_looked_for_are_not_judged(tmp_path: Path) -> None:
    assert (
        unused(tmp_path, "x = 1  # repro: ignore[REP101, unseeded-python-random]\n", "--select", "REP3") == []
    )


def test_rules_are_silenced_by_name_too(tmp_path: Path) -> None:
    line = "x = random.random()  # repro: ignore[unseeded-python-random] why"
    write_files(tmp_path, {"a.py": f"import random\n{line}\n"})
    assert lint([tmp_path]) == []
    known = ["REP301", "set-order"]
    assert unknown_codes("x = 1  # repro: ignore[set-order]\n", known) == []
    assert unknown_codes("x = 1  # repro: ignore[set-orders]\n", known) == [(1, "set-orders")]
