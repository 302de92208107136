"""The options of `repro-lint`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.command.parser import Parser
from lint_rules.config import PROFILES
from lint_rules.formats import format_names
from lint_rules.model import CONFIDENCES
from lint_rules.resources import CACHE_NAME, Resources, all_cores
from lint_rules.settings import Settings

if TYPE_CHECKING:
    from lint_rules.engine import Session

_EPILOG = """\
other uses:
  repro-lint rule REP102      print the documentation of a rule, by code, family or name
  repro-lint rules            list every rule
  repro-lint server           serve an editor (needs pygls)

exit status:
  0  nothing found
  1  something found
  2  the run itself failed: a path that does not exist, a setting that cannot be right

silencing a finding, on its first or last line:
  # repro: ignore[REP102] why       those rules
  # repro: ignore                   every rule
  # noqa: REP102   or   # noqa      as other linters understand it
and in a whole file:
  # repro: ignore-file[REP102]
"""


def parser() -> argparse.ArgumentParser:
    made = Parser(
        "repro-lint",
        description="Flag what can make a training run differ from the last one, in Python source and in "
        "dependency files. The code is read, never imported or run.",
        epilog=_EPILOG,
    )
    made.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files and folders (default: the current one); - for standard input",
    )
    made.add_argument("--version", action=_Version, nargs=0, help="print the version")
    _add_rules(made.add_argument_group("rules"))
    _add_files(made.add_argument_group("files"))
    _add_suppressions(made.add_argument_group("suppressions"))
    _add_fixes(made.add_argument_group("fixes"))
    _add_baseline(made.add_argument_group("baseline"))
    _add_output(made.add_argument_group("output"))
    return made


def _add_rules(group: argparse._ArgumentGroup) -> None:
    def codes(name: str, text: str) -> None:
        group.add_argument(name, action="append", metavar="CODES", help=text)

    codes("--select", "only these rules: REP102, REP1, ALL")
    codes("--extend-select", "these rules too")
    codes("--ignore", "not these rules")
    codes("--extend-ignore", "the same as --ignore, which adds to what the settings ignore")
    group.add_argument("--profile", choices=PROFILES, help="strict: opt-in rules and low confidence too")
    group.add_argument(
        "--min-confidence", choices=CONFIDENCES, help="what to show at least (default: medium)"
    )


def _add_files(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--exclude", action="append", metavar="GLOBS", help="leave out files and folders")
    group.add_argument(
        "--config",
        action="append",
        metavar="FILE|KEY=VALUE",
        help="a TOML file with a [tool.repro-lint] table, or one setting, as TOML",
    )
    group.add_argument(
        "--stdin-filename", type=Path, metavar="FILE", help="where the text on standard input belongs"
    )
    group.add_argument(
        "--cache-dir", type=Path, metavar="FOLDER", help="keep there what the next run can use"
    )
    group.add_argument("--no-cache", action="store_true", help="neither read nor write what runs keep")
    group.add_argument(
        "-j",
        "--jobs",
        type=_jobs,
        metavar="N",
        help="how many processes for a large run (default: all cores)",
    )
    group.add_argument("--show-files", action="store_true", help="print which files would be linted")
    group.add_argument("--show-settings", action="store_true", help="print the settings that apply")


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes, such as 2")
    return int(text)


def resources_from(options: argparse.Namespace, session: Session) -> Resources:
    """What the options and the settings allow a run of the command."""
    folder: Path | None = options.cache_dir or session.config.cache_dir
    if folder is None and session.search is not None:
        folder = session.root / CACHE_NAME
    return Resources(
        options.jobs or all_cores(), None if options.no_cache else folder, progress=not options.quiet
    )


def format_from(options: argparse.Namespace) -> str:
    return "full" if options.show_source else options.output_format or "concise"


def _add_baseline(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--baseline", type=Path, metavar="FILE", help="do not tell what this file holds")
    group.add_argument("--write-baseline", action="store_true", help="make it of what is found now")


def _add_suppressions(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--unused-suppressions", action="store_true", help="warn of comments that silence nothing"
    )


def _add_fixes(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--fix", action="store_true", help="apply safe fixes")
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="also those that choose for you, such as the seed"
    )
    group.add_argument("--diff", action="store_true", help="print what would change, and change nothing")
    group.add_argument("--fix-only", action="store_true", help="fix, and do not tell what is left")
    group.add_argument("--exit-non-zero-on-fix", action="store_true", help="exit with 1 after a fix")


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--output-format", choices=format_names(), help="how to tell it (default: concise)")
    group.add_argument("--show-source", action="store_true", help="the same as --output-format full")
    group.add_argument("--output-file", type=Path, metavar="FILE", help="write there, not to standard output")
    group.add_argument("--statistics", action="store_true", help="print how often each rule was broken")
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    group.add_argument("--exit-zero", action="store_true", help="exit with 0 even if something was found")
    group.add_argument("-q", "--quiet", action="store_true", help="print findings only, no summary")


class _Version(argparse.Action):
    """Asks for the version only when it is wanted: that takes longer than linting a file."""

    def __call__(self, parser: argparse.ArgumentParser, *given: object) -> None:
        from lint_rules.version import installed_version

        print(f"repro-lint {installed_version()}")
        parser.exit()


def settings_from(options: argparse.Namespace) -> Settings:
    """What the options say of settings."""
    from dataclasses import replace

    return replace(
        Settings.with_config(options.config or ()),
        select=_selected(options.select),
        extend_select=_split(options.extend_select),
        ignore=_split(options.ignore) + _split(options.extend_ignore),
        exclude=_split(options.exclude),
        profile=options.profile,
        min_confidence=options.min_confidence,
        baseline=options.baseline,
    )


def _selected(values: list[str] | None) -> tuple[str, ...] | None:
    """None where it is not given. An empty list would find nothing and pass: a variable that nobody set."""
    from lint_rules.errors import ConfigError

    if values is None:
        return None
    if not _split(values):
        raise ConfigError("--select: names no rule; leave it out for all, or say 'ALL'")
    return _split(values)


def _split(values: list[str] | None) -> tuple[str, ...]:
    """`--select A,B --select C` as one list."""
    return tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())
