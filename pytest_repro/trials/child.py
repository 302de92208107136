"""What a trial's interpreter runs."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from pytest_repro.trials.faults import FaultLog
from pytest_repro.trials.lifeline import hold_lifeline
from pytest_repro.trials.spec import TrialSpec


def main(arguments: list[str]) -> int:
    spec = TrialSpec.read(Path(arguments[0]))
    hold_lifeline()
    # What it prints last must not be lost with it.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    sys.argv[:] = spec.invocation.argv
    os.chdir(spec.invocation.cwd)
    # pytest is imported by now and keeps the true clock and listings; the user's code is not.
    from pytest_repro.trials.conditions import Conditions
    from pytest_repro.trials.session import PLUGIN_NAME, TrialPlugin

    faults = FaultLog(Path(spec.directory))
    faults.start()
    conditions = Conditions(spec)
    conditions.install()
    try:
        plugin = _named(TrialPlugin(spec, conditions, faults), PLUGIN_NAME)
        return int(pytest.main(list(spec.invocation.args), plugins=[plugin]))
    finally:
        conditions.uninstall()
        faults.stop()


def _named(plugin: object, name: str) -> object:
    plugin.__name__ = name  # type: ignore[attr-defined]  # pluggy registers it under this name
    return plugin
