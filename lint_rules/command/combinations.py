"""Options that mean nothing together. Saying so is kinder than leaving one out without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.errors import ConfigError

if TYPE_CHECKING:
    import argparse

_EITHER = "leave out one of the two"
_CHANGING = ("fix", "fix_only", "diff", "write_baseline")
_TELLING = ("statistics", "unused_suppressions", "output_format", "show_source")
# An option, those beside which it would be done and they dropped without a word, and what is said of it.
_TABLE: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("show_files", ("show_settings", *_CHANGING, *_TELLING, "output_file"), f"lists files only; {_EITHER}"),
    ("show_settings", (*_CHANGING, *_TELLING, "output_file"), f"prints settings only; {_EITHER}"),
    (
        "fix_only",
        ("statistics", "write_baseline", "unused_suppressions"),
        "does not tell what is left; say --fix instead",
    ),
    ("diff", ("write_baseline",), f"changes nothing; {_EITHER}"),
    ("diff", _TELLING, f"prints what would change, not what is found; {_EITHER}"),
    (
        "write_baseline",
        ("statistics", "unused_suppressions"),
        f"writes findings down, and tells nothing; {_EITHER}",
    ),
)


def check(options: argparse.Namespace) -> None:
    """Raises `ConfigError` with one line that names both and says what to do."""
    if "-" in options.paths and len(options.paths) > 1:
        raise ConfigError("-: standard input is linted alone; leave out the other paths")
    if options.stdin_filename is not None and options.paths != ["-"]:
        raise ConfigError(
            "--stdin-filename: names the text on standard input; give - as the path, or leave it out"
        )
    if options.exit_non_zero_on_fix and (options.diff or not (options.fix or options.fix_only)):
        raise ConfigError("--exit-non-zero-on-fix: nothing is fixed; add --fix or --fix-only, without --diff")
    if options.show_source and options.output_format not in (None, "full"):
        raise ConfigError(
            f"--show-source: means --output-format full, not {options.output_format}; {_EITHER}"
        )
    for done, others, why in _TABLE:
        for dropped in others if getattr(options, done) else ():
            if getattr(options, dropped):
                raise ConfigError(f"{_shown(dropped)}: {_shown(done)} {why}")


def _shown(name: str) -> str:
    return f"--{name.replace('_', '-')}"
