"""What goes wrong through no fault of the linter: one line for the user, never a traceback."""

from __future__ import annotations


class LintError(Exception):
    """Base of every error that ends a run with exit status 2."""


class ConfigError(LintError):
    """A setting, on the command line or in `pyproject.toml`, that cannot be right."""


class RuleError(LintError):
    """A rule file that is malformed, or collides with another."""
