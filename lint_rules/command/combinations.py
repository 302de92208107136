"""Options that mean nothing together. Saying so is kinder than leaving one out without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.errors import ConfigError

if TYPE_CHECKING:
    import argparse


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
    if options.write_baseline and options.diff:
        raise ConfigError("--write-baseline: --diff changes nothing; leave out one of the two")
    for name in ("statistics", "write_baseline", "unused_suppressions"):
        if options.fix_only and getattr(options, name):
            shown = name.replace("_", "-")
            raise ConfigError(f"--{shown}: --fix-only does not tell what is left; say --fix instead")
