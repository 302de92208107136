"""What is wrong with a command line is said in one line that shows it and names the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SEE = "; `repro-lint --help` lists what there is"
WRONG = [
    (["--jobs", "x"], "-j/--jobs: 'x' is not a number of processes, such as 2" + SEE),
    (["--nonsense"], "unrecognized arguments: --nonsense" + SEE),
    (["--stat"], "unrecognized arguments: --stat" + SEE),
    (["--jobs"], "-j/--jobs: expected one argument" + SEE),
    (["rule"], "the following arguments are required: RULE; `repro-lint rule --help` lists what there is"),
    (["server", "--foo"], "unrecognized arguments: --foo; `repro-lint server --help` lists what there is"),
    (["-", "a.py"], "-: standard input is linted alone; leave out the other paths"),
    (
        ["a.py", "--stdin-filename", "b.py"],
        "--stdin-filename: names the text on standard input; give - as the path, or leave it out",
    ),
    (
        ["--exit-non-zero-on-fix"],
        "--exit-non-zero-on-fix: nothing is fixed; add --fix or --fix-only, without --diff",
    ),
    (
        ["--fix", "--diff", "--exit-non-zero-on-fix"],
        "--exit-non-zero-on-fix: nothing is fixed; add --fix or --fix-only, without --diff",
    ),
    (
        ["--fix-only", "--statistics"],
        "--statistics: --fix-only does not tell what is left; say --fix instead",
    ),
    (
        ["--fix-only", "--write-baseline"],
        "--write-baseline: --fix-only does not tell what is left; say --fix instead",
    ),
    (
        ["--diff", "--write-baseline"],
        "--write-baseline: --diff changes nothing; leave out one of the two",
    ),
    (
        ["--statistics", "--diff"],
        "--statistics: --diff prints what would change, not what is found; leave out one of the two",
    ),
    (
        ["--output-format", "json", "--diff"],
        "--output-format: --diff prints what would change, not what is found; leave out one of the two",
    ),
    (
        ["--output-format", "json", "--show-source"],
        "--show-source: means --output-format full, not json; leave out one of the two",
    ),
    (["--show-files", "--fix"], "--fix: --show-files lists files only; leave out one of the two"),
    (["--show-settings", "--diff"], "--diff: --show-settings prints settings only; leave out one of the two"),
    (
        ["--show-files", "--show-settings"],
        "--show-settings: --show-files lists files only; leave out one of the two",
    ),
    (
        ["--write-baseline", "--statistics"],
        "--statistics: --write-baseline writes findings down, and tells nothing; leave out one of the two",
    ),
    (
        ["--fix", "--config", "environment = '/nope'"],
        "'environment': /nope: has no installed packages; name an environment",
    ),
    (["--select", "BLE001"], "--select: unknown rule 'BLE001'; `repro-lint rules` lists them all"),
    (["--select", "rep3"], "--select: unknown rule 'rep3'; did you mean 'REP3'?"),
]


@pytest.mark.parametrize(("given", "said"), WRONG, ids=[" ".join(given) for given, _ in WRONG])
def test_one_line(given: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(given) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"repro-lint: error: {said}\n")


@pytest.mark.parametrize(
    "given", [["--show-source", "--output-format", "full"], ["--diff", "--fix"], ["--statistics", "--fix"]]
)
def test_what_goes_together(given: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    assert main([str(tmp_path), "--no-cache", *given]) == 0


def test_an_environment_is_needed_only_where_something_is_fixed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    setting = ["--no-cache", "--config", f"environment = '{tmp_path / 'env'}'"]
    assert main([str(tmp_path / "a.py"), *setting]) == 0
    assert main([str(tmp_path / "a.py"), "--fix", *setting]) == 2
    (tmp_path / "env" / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    assert main([str(tmp_path / "a.py"), "--fix", *setting]) == 0


def test_choices_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--profile", "loose"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "'loose'" in line and "strict" in line
