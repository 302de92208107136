"""What a trial's interpreter runs here instead of pytest: the functions of one module, by name.

Run as a script: ``probe_child.py SPEC MODULE [FUNCTION ...]``. It prints JSON: what each function answered,
the axes, and what ``uninstall`` left behind.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import sys
import traceback
from pathlib import Path
from types import FunctionType
from typing import Any

from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.traces.tracer import Tracer
from pytest_repro.trials.conditions import Conditions
from pytest_repro.trials.spec import TrialSpec

PATCHED = (
    "os", "posix", "random", "time", "datetime", "socket", "platform", "locale", "threading", "uuid",
    "secrets", "glob", "pathlib", "pathlib._abc", "pathlib._local", "pathlib._os", "shutil", "tempfile",
    "numpy.random", "numpy.random.mtrand", "torch", "torch.random",
)  # fmt: skip


def main(spec_file: str, module: str, *functions: str) -> None:
    spec = TrialSpec.read(Path(spec_file))
    sys.path.insert(0, spec.invocation.root)
    before = callables()
    conditions = Conditions(spec)
    conditions.install()
    conditions.before_item(alone=True)
    if "RESEED" in os.environ:  # as pytest-randomly does before each test
        random.seed(1)
    conditions.item_starts()
    tracer = Tracer(Path(spec.directory), SiteFinder(Path(spec.invocation.root)), ImportHooks())
    if "TRACED" in os.environ:
        tracer.start()
    try:
        probes = importlib.import_module(module)
        answers = {name: answer(getattr(probes, name)) for name in functions}
    except BaseException:
        answers = {name: {"raised": traceback.format_exc()} for name in functions}
    tracer.stop()
    conditions.save()
    axes = [[axis.source, axis.applied, axis.detail] for axis in conditions.axes()]
    conditions.uninstall()
    print(json.dumps({"answers": answers, "axes": axes, "left": replaced(before) + stand_ins()}))


def answer(function: Any) -> Any:
    try:
        value = function()
        json.dumps(value)
    except BaseException:
        return {"raised": traceback.format_exc()}
    return value


def owners() -> list[tuple[str, Any]]:
    """The modules that sources patch, and their classes."""
    found: list[tuple[str, Any]] = []
    for name in PATCHED:
        if name in sys.modules:
            found.append((name, sys.modules[name]))
            found += [
                (f"{name}.{key}", value)
                for key, value in sorted(vars(sys.modules[name]).items())
                if isinstance(value, type)
            ]
    return found


def callables() -> dict[tuple[str, str], Any]:
    """Every function and class that can be reached by a name."""
    return {
        (owner, key): value
        for owner, holder in owners()
        for key, value in sorted(vars(holder).items())
        if callable(value) or isinstance(value, staticmethod)
    }


def replaced(before: dict[tuple[str, str], Any]) -> list[str]:
    """Names that no longer hold the identical object."""
    now = callables()
    return sorted(
        f"{owner}.{key}" for (owner, key), value in before.items() if now.get((owner, key)) is not value
    )


def stand_ins() -> list[str]:
    """Names that still hold something of this project's: also where modules were imported after the start."""
    names = sorted(f"{owner}.{key}" for (owner, key), value in callables().items() if ours(value))
    return names + [f"sys.meta_path: {type(finder).__name__}" for finder in sys.meta_path if ours(finder)]


def ours(value: Any) -> bool:
    value = getattr(value, "__func__", value)
    kind = value if isinstance(value, type) else type(value)
    if str(getattr(kind, "__module__", "")).startswith("pytest_repro"):
        return True
    return isinstance(value, FunctionType) and "/pytest_repro/" in value.__code__.co_filename


if __name__ == "__main__":
    main(*sys.argv[1:])
