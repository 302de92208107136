"""What is wrong with a command line is said in one line that shows it and names the next step."""

from __future__ import annotations

import pytest

from lint_rules.cli import main

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
]


@pytest.mark.parametrize(("given", "said"), WRONG, ids=[" ".join(given) for given, _ in WRONG])
def test_one_line(given: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(given) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"repro-lint: error: {said}\n")


def test_choices_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--profile", "loose"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "'loose'" in line and "strict" in line
