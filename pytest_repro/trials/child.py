"""What a trial's interpreter runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pytest_repro.trials.lifeline import hold_lifeline
from pytest_repro.trials.spec import TrialSpec


def main(arguments: list[str]) -> int:
    spec = TrialSpec.read(Path(arguments[0]))
    hold_lifeline()
    sys.argv[:] = spec.invocation.argv
    os.chdir(spec.invocation.cwd)
    # pytest is imported by now and keeps the true clock and listings; the user's code is not.
    from pytest_repro.trials.conditions import Conditions
    from pytest_repro.trials.session import PLUGIN_NAME, TrialPlugin

    conditions = Conditions(spec)
    conditions.install()
    try:
        return int(
            pytest.main(
                list(spec.invocation.args), plugins=[_named(TrialPlugin(spec, conditions), PLUGIN_NAME)]
            )
        )
    finally:
        conditions.uninstall()


def _named(plugin: object, name: str) -> object:
    plugin.__name__ = name  # type: ignore[attr-defined]  # pluggy registers it under this name
    return plugin
