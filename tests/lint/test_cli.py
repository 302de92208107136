"""The command as its users meet it: a process with arguments, two streams and an exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lint_rules.formats import format_names
from lint_rules.registry import all_rules

from .conftest import write_files

UNSEEDED = "import random\n\nx = random.random()\n"
JSON_KEYS = {
    "cell",
    "code",
    "end_location",
    "filename",
    "fix",
    "location",
    "message",
    "name",
    "noqa_row",
    "severity",
    "url",
}


def repro_lint(folder: Path, *arguments: str, hash_seed: str = "random") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lint_rules", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )


def test_clean_run(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": "x = 1\n"})
    done = repro_lint(tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Nothing found.\n"


def test_findings_are_one_line_each(tmp_path: Path) -> None:
    write_files(
        tmp_path, {"pkg/a.py": UNSEEDED, "requirements.txt": "unheard-of\n", ".python-version": "3.11"}
    )
    done = repro_lint(tmp_path)
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first.startswith("pkg/a.py:3:5: REP101 ")
    assert second.startswith("requirements.txt:1:1: REP501 `unheard-of` has no version")
    assert done.stderr == "Found 2 problems in 2 files.\n"
    assert "\x1b" not in done.stdout


def test_paths_are_shown_from_the_current_folder(tmp_path: Path) -> None:
    write_files(tmp_path, {"pyproject.toml": "", "pkg/a.py": UNSEEDED})
    assert repro_lint(tmp_path / "pkg", "a.py").stdout.startswith("a.py:3:5:")


def test_quiet_leaves_out_the_summary(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": UNSEEDED})
    assert repro_lint(tmp_path, "--quiet").stderr == ""


def test_json_has_the_shape_that_editors_read(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": UNSEEDED})
    (entry,) = json.loads(repro_lint(tmp_path, "--output-format", "json").stdout)
    assert set(entry) == JSON_KEYS
    assert entry["filename"] == str(tmp_path / "a.py")
    assert entry["location"] == {"row": 3, "column": 5}
    assert entry["end_location"] == {"row": 3, "column": 20}
    assert (entry["code"], entry["fix"], entry["cell"], entry["noqa_row"]) == ("REP101", None, None, 3)


def test_json_of_a_clean_run_is_an_empty_list(tmp_path: Path) -> None:
    assert json.loads(repro_lint(tmp_path, "--output-format", "json").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.py"], "missing.py: no such file or directory"),
        (["--select", "REP999"], "--select: unknown rule 'REP999'; did you mean "),
        (["--select", "rep102"], "did you mean 'REP102'?"),
        (["--ignore", "set-ordr"], "did you mean 'set-order'?"),
        (["--config", "none.toml"], "none.toml: cannot be read"),
        (["rule", "REP9"], "unknown rule 'REP9'"),
    ],
)
def test_errors_are_one_line_and_exit_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = repro_lint(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("repro-lint: error: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_bad_option_exits_2(tmp_path: Path) -> None:
    assert repro_lint(tmp_path, "--output-format", "xml").returncode == 2


def test_select_ignore_and_exclude(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {"a.py": UNSEEDED, "gen/b.py": UNSEEDED, "requirements.txt": "numpy\n", ".python-version": "3.11"},
    )
    assert repro_lint(tmp_path, "--select", "REP5").stdout.count("\n") == 1
    assert repro_lint(tmp_path, "--ignore", "REP5,REP1").returncode == 0
    assert repro_lint(tmp_path, "--select", "unseeded-python-random").stdout.count("REP101") == 2
    assert "gen" not in repro_lint(tmp_path, "--exclude", "gen").stdout


def test_rule_prints_its_manual(tmp_path: Path) -> None:
    done = repro_lint(tmp_path, "rule", "REP102")
    assert done.returncode == 0
    assert done.stdout.startswith("# unseeded-numpy-random (REP102)")
    for section in ("What it does", "Why is this bad?", "Example", "Use instead"):
        assert f"## {section}" in done.stdout


def test_rules_lists_every_rule(tmp_path: Path) -> None:
    lines = repro_lint(tmp_path, "rules").stdout.splitlines()
    known = [("REP000", "syntax-error"), *((rule.code, rule.name) for rule in all_rules())]
    assert [tuple(line.split()[:2]) for line in lines] == known


def test_help_and_version(tmp_path: Path) -> None:
    assert "exit status" in repro_lint(tmp_path, "--help").stdout
    assert repro_lint(tmp_path, "--version").stdout.startswith("repro-lint ")


def test_nothing_to_lint_is_clean(tmp_path: Path) -> None:
    write_files(tmp_path, {"notes.md": "# notes\n"})
    assert repro_lint(tmp_path, "notes.md").returncode == 0


def test_output_does_not_depend_on_hash_seed_or_order_of_arguments(tmp_path: Path) -> None:
    files = {f"{name}.py": UNSEEDED + "open('y', 'w').writelines(list({'a', 'b'}))\n" for name in "abcdef"}
    write_files(tmp_path, {**files, "requirements.txt": "b\na\n", ".python-version": "3.11"})
    names = sorted([*files, "requirements.txt"])
    outputs = {
        repro_lint(tmp_path, *order, hash_seed=seed).stdout
        for order in (names, names[::-1], ["."])
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().count("\n") == 14


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": UNSEEDED * 3000})
    command = f"{sys.executable} -m lint_rules 2>err.txt | head -1"
    subprocess.run(command, shell=True, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    assert "Traceback" not in (tmp_path / "err.txt").read_text()


@pytest.mark.parametrize("output_format", format_names())
def test_names_that_no_encoding_holds(tmp_path: Path, output_format: str) -> None:
    """A file name is bytes, and a terminal may know ASCII only."""
    (tmp_path / "ü.py").write_text(UNSEEDED, encoding="utf-8")
    (tmp_path / os.fsdecode(b"\xff.py")).write_text(UNSEEDED, encoding="utf-8")
    for options in ([], ["--output-file", "out.txt"]):
        done = subprocess.run(
            [sys.executable, "-m", "lint_rules", "--output-format", output_format, *options],
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )
        assert done.returncode == 1, done.stderr
        assert b"Traceback" not in done.stderr


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    write_files(tmp_path, {"a.py": "import random\nx = random.random()\n"})
    command = [sys.executable, "-m", "lint_rules", "a.py"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("repro-lint: error: ")
    assert "Traceback" not in done.stderr
