"""Dependencies in the comment of a script: where they stand, what is no such comment, and its lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.cli import main
from tests.lint.conftest import Linter, write_files

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = '# /// script\n# dependencies = ["numpy>=1.26"]\n# ///\nimport numpy\n'
LOCK = """version = 1
[manifest]
requirements = [{ name = "numpy", specifier = ">=1.26" }]

[[package]]
name = "numpy"
version = "1.26.4"
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_is_found_again_where_the_scan_was_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], jobs: int
) -> None:
    write_files(tmp_path, {f"{number}.py": SCRIPT for number in range(40)})
    said = []
    for _ in range(2):
        options = ["--output-format", "concise", "--jobs", str(jobs), "--cache-dir", str(tmp_path / "cache")]
        assert main([*options, str(tmp_path)]) == 1
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert said[0].count(":2:19: REP502 `numpy` allows more than one version") == 40


def test_a_lock_made_later_counts_although_the_script_has_not_changed(lint_files: Linter) -> None:
    assert [one.code for one in lint_files({"train.py": SCRIPT})] == ["REP502"]
    assert lint_files({"train.py": SCRIPT, "train.py.lock": LOCK}) == []


def test_a_lock_that_holds_something_else_is_stale(lint_files: Linter) -> None:
    (found,) = lint_files({"train.py": SCRIPT, "train.py.lock": LOCK.replace("numpy", "scipy")})
    assert (found.code, found.line) == ("REP507", 2)
    assert "run `uv lock --script train.py`" in found.message


@pytest.mark.parametrize(
    "text",
    [
        '# /// script\n# dependencies = ["numpy"]\n',
        '# /// script\n# dependencies = ["numpy"]\n\n# ///\n',
        '# /// pyproject\n# dependencies = ["numpy"]\n# ///\n',
        'TEXT = """\n    # /// script\n"""\n',
        "# /// script\n# ///\n",
        '# /// script\n# dependencies = "numpy"\n# ///\n',
    ],
    ids=["unclosed", "interrupted", "another kind", "within text", "empty", "no list"],
)
def test_what_is_no_such_comment(lint_files: Linter, text: str) -> None:
    assert lint_files({"train.py": text}) == []


def test_lines_that_end_as_on_windows(lint_files: Linter, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_bytes(b"\xef\xbb\xbf" + SCRIPT.replace("\n", "\r\n").encode())
    (found,) = lint_files({})
    assert (found.line, found.column) == (2, 19)


def test_what_is_no_toml_is_told_at_its_place(lint_files: Linter) -> None:
    (found,) = lint_files({"train.py": "x = 1\n# /// script\n# dependencies = [numpy]\n# ///\n"})
    assert "is not valid TOML" in found.message
    assert found.line == 3


def test_a_version_is_written_into_the_comment(tmp_path: Path) -> None:
    write_files(tmp_path, {"train.py": SCRIPT.replace(">=1.26", ""), "train.py.lock": "", "uv.lock": LOCK})
    (tmp_path / "train.py.lock").unlink()
    main(["--fix", "--unsafe-fixes", "--no-cache", str(tmp_path)])
    assert '# dependencies = ["numpy==1.26.4"]\n' in (tmp_path / "train.py").read_text(encoding="utf-8")
