"""`[tool.repro-lint]`: what it does, and what is said when it cannot be right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from lint_rules import LintError, lint
from lint_rules.config import Config, glob_matches, load_config

from .conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

UNSEEDED = "import random\nx = random.random()\n"


def codes(folder: Path, *paths: str) -> list[tuple[str, str]]:
    return [(f.path, f.code) for f in lint([folder / path for path in paths] or [folder])]


def with_table(folder: Path, table: str) -> None:
    write_files(folder, {"pyproject.toml": f"[tool.repro-lint]\n{table}\n"})


def test_ignore_and_select(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": UNSEEDED, "requirements.txt": "numpy\n", ".python-version": "3.11"})
    with_table(tmp_path, 'ignore = ["REP101"]')
    assert codes(tmp_path) == [("requirements.txt", "REP501")]
    with_table(tmp_path, 'select = ["REP1"]')
    assert codes(tmp_path) == [("a.py", "REP101")]


def test_exclude_and_per_file_ignores(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": UNSEEDED, "gen/b.py": UNSEEDED, "tests/test_c.py": UNSEEDED})
    with_table(tmp_path, 'exclude = ["gen"]\n[tool.repro-lint.per-file-ignores]\n"tests/*" = ["REP1"]')
    assert codes(tmp_path) == [("a.py", "REP101")]


def test_the_table_is_found_from_a_folder_below(tmp_path: Path) -> None:
    write_files(tmp_path, {"src/a.py": UNSEEDED})
    with_table(tmp_path, 'ignore = ["REP101"]')
    assert codes(tmp_path, "src/a.py") == []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('ignores = ["REP101"]', "[tool.repro-lint]: unknown key 'ignores'; did you mean 'ignore'?"),
        ("speed = 3", "unknown key 'speed'"),
        ('select = ["REP198"]', "unknown rule 'REP198'"),
        ('select = ["E501"]', "unknown rule 'E501'"),
        ('select = "REP1"', "'select' must be a list of strings, not 'REP1'"),
        ("ignore = [1]", "'ignore' must be a list of strings, not [1]"),
        ("per-file-ignores = 3", "must be a table"),
        ('per-file-ignores = {"a.py" = ["X"]}', "unknown rule 'X'"),
        ("select = [", "is not valid TOML"),
        ("select = " + "[" * 100_000, "nested too deeply"),
    ],
)
def test_wrong_settings_are_errors_of_one_line(tmp_path: Path, table: str, said: str) -> None:
    with_table(tmp_path, table)
    with pytest.raises(LintError) as caught:
        lint([tmp_path])
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_broken_file_that_cannot_hold_settings_is_a_finding(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": UNSEEDED, "pyproject.toml": '[project]\ndependencies = ["numpy"\n'})
    assert codes(tmp_path) == [("a.py", "REP101"), ("pyproject.toml", "REP000")]


def test_the_longer_selector_wins() -> None:
    config = Config(select=("REP102",), ignore=("REP1",))
    assert config.wants("REP102")
    assert not config.wants("REP101")
    assert not Config(ignore=("REP101",)).wants("REP101")


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("a/b/c.py", "b", True),
        ("a/b/c.py", "*.py", True),
        ("a/b/c.py", "a/b", True),
        ("a/b/c.py", "a/b/", True),
        ("a/b/c.py", "**/c.py", True),
        ("c.py", "**/c.py", True),
        ("a/b/c.py", "b/c.py", False),
        ("a/b/c.py", "c", False),
    ],
)
def test_globs(path: str, pattern: str, expected: bool) -> None:
    assert glob_matches(path, pattern) is expected


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        (Config(), False),
        (Config(select=("REP1",)), False),
        (Config(select=("REP101",)), True),
        (Config(profile="strict"), True),
        (Config(profile="strict", ignore=("REP101",)), False),
        (Config(profile="strict", select=("REP3",)), False),
    ],
)
def test_opt_in_rules(monkeypatch: pytest.MonkeyPatch, config: Config, wanted: bool) -> None:
    monkeypatch.setattr("lint_rules.catalogue.opt_in_codes", lambda: frozenset({"REP101"}))
    assert config.wants("REP101") is wanted


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("pins = 'precise'", "'pins' must be one of range, exact, hash, not 'precise'"),
        ("pins = true", "'pins' must be one of"),
        ("project-kind = 'app'", "'project-kind' must be one of auto, application, library, not 'app'"),
    ],
)
def test_a_choice_that_is_none(tmp_path: Path, setting: str, said: str) -> None:
    with_table(tmp_path, setting)
    with pytest.raises(LintError, match=re.escape(said)):
        load_config(tmp_path / "pyproject.toml")


def test_choices(tmp_path: Path) -> None:
    with_table(tmp_path, "pins = 'hash'\nproject-kind = 'library'")
    config = load_config(tmp_path / "pyproject.toml")
    assert (config.pins, config.project_kind) == ("hash", "library")
    assert (Config().pins, Config().project_kind) == ("exact", "auto")


def test_trusted_actions(tmp_path: Path) -> None:
    with_table(tmp_path, "trusted-actions = ['Owner/*', 'other']")
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    names = ["owner/a@v1", "OTHER/b/c@main", "actions/checkout@v4", "owner/a"]
    steps = "".join(f"      - uses: {name}\n" for name in names)
    (folder / "a.yml").write_text(f"jobs:\n  a:\n    steps:\n{steps}")
    assert [f.line for f in lint([tmp_path]) if f.code == "REP506"] == [5, 6, 7]
