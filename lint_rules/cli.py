"""The command `repro-lint`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.errors import LintError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.config import Config
    from lint_rules.model import Finding

CLEAN, FOUND, FAILED = 0, 1, 2

_EPILOG = """\
other uses:
  repro-lint rule REP102      print the documentation of a rule
  repro-lint rules            list every rule

exit status:
  0  nothing found
  1  something found
  2  the run itself failed: a path that does not exist, a setting that cannot be right

silencing a finding, on its first or last line:
  # repro: ignore[REP102] why       those rules
  # repro: ignore                   every rule
  # noqa: REP102   or   # noqa      as other linters understand it
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given[:1] == ["rules"] and not Path("rules").exists():
            return _list_rules()
        if given[:1] == ["rule"] and not Path("rule").exists():
            return _print_rule(given[1:])
        return _lint(_parser().parse_args(given))
    except LintError as error:
        print(f"repro-lint: error: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # `repro-lint | head` closes the pipe; the interpreter must not flush into it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND


def _parser() -> argparse.ArgumentParser:
    from lint_rules.formats import formats

    parser = argparse.ArgumentParser(
        prog="repro-lint",
        description="Flag what can make a training run differ from the last one, in Python source and in "
        "dependency files. The code is read, never imported or run.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders (default: the current one)"
    )
    parser.add_argument(
        "--select", action="append", metavar="CODES", help="only these rules: REP102, REP1, ALL"
    )
    parser.add_argument("--ignore", action="append", metavar="CODES", help="not these rules")
    parser.add_argument("--exclude", action="append", metavar="GLOBS", help="leave out files and folders")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="a TOML file with a [tool.repro-lint] table"
    )
    parser.add_argument("--output-format", choices=sorted(formats()), default="concise")
    parser.add_argument("-q", "--quiet", action="store_true", help="print findings only, no summary")
    parser.add_argument("--version", action="version", version=f"repro-lint {_version()}")
    return parser


def _version() -> str:
    try:
        return version("pytest-repro")
    except PackageNotFoundError:
        return "(not installed)"


def _split(values: list[str] | None) -> list[str] | None:
    """`--select A,B --select C` and `--select A B`-like lists, as one list."""
    if values is None:
        return None
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _lint(options: argparse.Namespace) -> int:
    from lint_rules.engine import Session

    session = Session.open(options.paths or ["."], config_file=options.config)
    config: Config = session.config.overridden(
        select=_split(options.select), ignore=_split(options.ignore), exclude=_split(options.exclude)
    )
    findings = session.lint(config)
    _write(findings, session.root, options)
    return FOUND if findings else CLEAN


def _write(findings: list[Finding], root: Path, options: argparse.Namespace) -> None:
    from lint_rules.formats import View, formats

    view = View(root, Path.cwd(), colour=_wants_colour())
    sys.stdout.write(formats()[options.output_format].render(findings, view))
    sys.stdout.flush()
    if not options.quiet and options.output_format == "concise":
        print(_summary(findings), file=sys.stderr)


def _summary(findings: list[Finding]) -> str:
    if not findings:
        return "Nothing found."
    files = len({finding.path for finding in findings})
    return f"Found {len(findings)} problem{'s' * (len(findings) != 1)} in {files} file{'s' * (files != 1)}."


def _wants_colour() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    with contextlib.suppress(ValueError, AttributeError):
        return sys.stdout.isatty()
    return False


def _list_rules() -> int:
    from lint_rules.registry import all_rules

    for rule in all_rules():
        print(f"{rule.code}  {rule.name:<28} {rule.summary()}")
    return CLEAN


def _print_rule(arguments: list[str]) -> int:
    from lint_rules.config import check_selectors
    from lint_rules.registry import all_rules

    if not arguments:
        raise LintError("rule: give a code, such as `repro-lint rule REP102`")
    (wanted,) = check_selectors(
        [arguments[0].upper() if arguments[0][:3].lower() == "rep" else arguments[0]], "rule"
    )
    shown = [rule for rule in all_rules() if rule.code.startswith(wanted) or wanted == "ALL"]
    print("\n".join(rule.documentation() for rule in shown), end="")
    return CLEAN
