"""Settings from options, from single values and from files, and what the command shows of them."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lint_rules import LintError
from lint_rules.catalogue import catalogue
from lint_rules.cli import main
from lint_rules.config import Config, load_config
from lint_rules.engine import Session
from lint_rules.registry import all_rules
from lint_rules.settings import Settings

from .conftest import write_files
from .test_cli import repro_lint

if TYPE_CHECKING:
    from pathlib import Path

DRAW = "import random\nx = random.random()\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"a.py": DRAW, "pkg/b.py": DRAW})
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(arguments)
    return status, capsys.readouterr().out


def test_lists_add_up_and_select_replaces(folder: Path) -> None:
    write_files(
        folder, {"p.toml": "[tool.repro-lint]\nselect = ['REP1']\nignore = ['REP105']\nexclude = ['x']\n"}
    )
    loaded = Settings(folder / "p.toml", extend_select=("REP301",), ignore=("REP102",), exclude=("y",)).load(
        folder
    )
    assert loaded.select == ("REP1",)
    assert loaded.extend_select == ("REP301",)
    assert loaded.ignore == ("REP105", "REP102")
    assert loaded.exclude == ("x", "y")
    wanted = [c for c in ("REP101", "REP102", "REP105", "REP301", "REP302") if loaded.wants(c)]
    assert wanted == ["REP101", "REP301"]
    assert Settings(folder / "p.toml", select=("set-order",)).load(folder).select == ("REP301",)


def test_extend_select_and_extend_ignore(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "-q", "--select", "REP3")[0] == 0
    assert said(capsys, "-q", "--select", "REP3", "--extend-select", "REP101")[0] == 1
    assert said(capsys, "-q", "--extend-ignore", "unseeded-python-random")[0] == 0


@pytest.mark.parametrize(
    ("config", "shown"),
    [
        (Config(), ["high", "medium"]),
        (Config(profile="strict"), ["high", "medium", "low"]),
        (Config(min_confidence="high"), ["high"]),
        (Config(profile="strict", min_confidence="medium"), ["high", "medium"]),
        (Config(min_confidence="low"), ["high", "medium", "low"]),
    ],
)
def test_what_is_shown(config: Config, shown: list[str]) -> None:
    assert [c for c in ("high", "medium", "low") if config.shows(c)] == shown  # type: ignore[arg-type]


def test_confidence_decides_what_a_session_finds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from lint_rules import engine

    real = engine.Run.findings
    monkeypatch.setattr(
        engine.Run, "findings", lambda *given: [replace(f, confidence="low") for f in real(*given)]
    )
    assert Session.open([folder], config=Config()).lint() == []
    assert len(Session.open([folder], config=Config(profile="strict")).lint()) == 2


def test_single_values(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "-q", "--config", "exclude = ['a.py']")[1].count("\n") == 1
    assert said(capsys, "-q", "--config", "ignore=['REP1']") == (0, "")
    write_files(folder, {"my.toml": "[tool.repro-lint]\nexclude = ['pkg']\n"})
    assert said(capsys, "-q", "--config", "my.toml", "--config", "ignore=['REP1']") == (0, "")
    assert said(capsys, "-q", "--config", "my.toml")[1].count("\n") == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("exclude = 3", "--config: 'exclude' must be a list of strings, not 3"),
        ("profile='lax'", "--config: 'profile' must be one of default, strict, not 'lax'"),
        ("min-confidence='most'", "'min-confidence' must be one of high, medium, low, not 'most'"),
        ("baseline=3", "'baseline' must be a string, not 3"),
        ("speed=3", "unknown key 'speed'"),
        ("profile=strict", "is neither a file nor TOML"),
        ("none.toml", "none.toml: cannot be read"),
    ],
)
def test_wrong_values_are_errors_of_one_line(folder: Path, value: str, text: str) -> None:
    with pytest.raises(LintError) as caught:
        Settings.with_config([value]).load(folder)
    assert text in str(caught.value)
    assert "\n" not in str(caught.value)


def test_show_settings_and_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = said(capsys, "--show-settings", "--profile", "strict")
    assert status == 0
    assert f'root = "{folder}"' in out
    assert 'profile = "strict"' in out
    write_files(folder, {"n.ipynb": "{}", "s.pyi": "", "notes.md": "", "requirements.txt": ""})
    status, out = said(capsys, "--show-files", "--exclude", "pkg")
    names = [str(folder / name) for name in ("a.py", "n.ipynb", "requirements.txt")]
    assert (status, out.splitlines()) == (0, names)


def test_the_settings_that_are_shown_can_be_read_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = """[tool.repro-lint]
select = ["REP1", "REP301"]
exclude = ["a \\"b\\" \\u007f\\\\ ü", "é/**"]
per-file-ignores = { "tests/*" = ["REP105", "set-order"], 'we"ird' = [] }
baseline = "known.json"
min-confidence = "low"
trusted-actions = []
"""
    write_files(tmp_path, {"pyproject.toml": given, "a.py": "x = 1\n"})
    monkeypatch.chdir(tmp_path)
    status, out = said(capsys, "--show-settings", "--extend-select", "REP7")
    (tmp_path / "shown.toml").write_text(out, encoding="utf-8")
    expected = replace(load_config(tmp_path / "pyproject.toml"), extend_select=("REP7",))
    assert (status, load_config(tmp_path / "shown.toml")) == (0, expected)


def test_rules_by_code_name_and_family(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = said(capsys, "rule", "rep301", "unseeded-python-random")
    assert status == 0
    assert [line for line in out.splitlines() if line.startswith("# ")] == [
        "# unseeded-python-random (REP101)",
        "# set-order (REP301)",
    ]
    family = [rule.name for rule in all_rules() if rule.code.startswith("REP3")]
    assert [name in said(capsys, "rule", "REP3")[1] for name in family] == [True] * len(family)
    entries = json.loads(said(capsys, "rule", "REP302", "--output-format", "json")[1])
    assert [sorted(entry) for entry in entries] == [
        ["code", "explanation", "fix", "name", "opt_in", "summary"]
    ]
    assert entries[0]["fix"] is True
    assert len(json.loads(said(capsys, "rules", "--output-format", "json")[1])) == len(all_rules())


def test_exit_zero(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "-q", "--exit-zero")[0] == 0
    assert said(capsys, "-q", "--exit-zero", "--diff")[0] == 0


def test_a_folder_with_the_name_of_a_command_is_no_obstacle(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(folder, {"rules/c.py": DRAW})
    assert said(capsys, "rules")[1].startswith("REP000")
    assert said(capsys, "./rules", "-q")[1].startswith("rules/c.py:2:5: REP101")


def test_an_empty_selection_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--select", ""]) == 2
    assert capsys.readouterr().err.startswith("repro-lint: error: --select: names no rule")


def test_what_a_run_does_not_need_it_does_not_load(tmp_path: Path) -> None:
    catalogue()  # is there from now on
    write_files(tmp_path, {"a.py": "x = 1\n"})
    code = (
        "import sys; from lint_rules.cli import main; main(['-q', 'a.py']);"
        "print([m for m in ('importlib.metadata', 'lint_rules.baseline', 'lint_rules.fixing.rounds',"
        " 'lint_rules.formats.sarif', 'lint_rules.docs', 'lint_rules.manifests', 'libcst', 'shutil',"
        " 'difflib', 'tomllib', 'lint_rules.analysis.reading.notebooks') if m in sys.modules])"
    )
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
    assert repro_lint(tmp_path, "--version").returncode == 0
