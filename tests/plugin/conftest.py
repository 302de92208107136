"""Small real projects, run end to end with ``pytest --repro`` in an interpreter of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from pytest_repro.reports import report_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """One session: pytest's own result, and the checks of the JSON report by id."""

    result: pytest.RunResult
    checks: dict[str, Any]

    @property
    def only(self) -> dict[str, Any]:
        """The single check."""
        (check,) = self.checks.values()
        return check

    @property
    def text(self) -> str:
        return self.result.stdout.str()


@pytest.fixture
def repro(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run ``pytest --repro`` with more arguments, in the project that the test has made.

    Other plugins stay out unless a test asks for them: each interpreter of the session would look for
    them and import them, and pytest-randomly reorders tests at random. ``diagnose=False`` judges, but
    spends no trials on the causes.
    """
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)

    def run(*arguments: str, peers: bool = False, randomly: bool = False, diagnose: bool = True) -> Ran:
        report: Path = pytester.path / "report.json"
        report.unlink(missing_ok=True)
        others = ("-p", "no:randomly", "-p", "no:hypothesispytest")
        plugins = () if randomly else others if peers else ("-p", "pytest_repro.plugin")
        budget = () if diagnose else ("--repro-budget=0",)
        with monkeypatch.context() as patched:
            if not (peers or randomly):
                patched.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            result = pytester.runpytest_subprocess(
                "--repro", f"--repro-json={report}", *plugins, *budget, *arguments
            )
        data = json.loads(report.read_text()) if report.exists() else {"checks": []}
        if report.exists():
            jsonschema.validate(data, report_schema())
        checks = data["checks"]
        return Ran(result, {check["id"]: check for check in checks})

    return run


@pytest.fixture
def no_processes_left() -> Callable[[str], bool]:
    """Whether no process is alive whose command line or environment names ``mark``."""
    psutil_free = _processes_naming
    return lambda mark: not psutil_free(mark)


def _processes_naming(mark: str) -> list[int]:
    from pathlib import Path

    found = []
    for folder in sorted(Path("/proc").glob("[0-9]*")):
        try:
            text = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if mark.encode() in text:
            found.append(int(folder.name))
    return found
