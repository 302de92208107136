"""The errors that this package raises; every one ends in one line that names the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_repro.model import Failure


class ReproError(Exception):
    """Base of every error that a user can cause and mend."""


class SettingsError(ReproError):
    """An option or ini value that means nothing."""


class UnsupportedOutputError(ReproError):
    """A fixture's value holds something that cannot be compared.

    Carries the path of the object in the value and its type; the message says what to return instead.
    """


class TrialError(ReproError):
    """A trial gave no result: it crashed, was killed, hung or collected something else."""

    def __init__(self, message: str, failure: Failure | None = None) -> None:
        super().__init__(message)
        self.failure = failure


class ExtensionError(ReproError):
    """A source, output family or report format that is malformed or declared twice (its author's fault)."""
