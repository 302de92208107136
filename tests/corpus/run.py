"""One program of the corpus, checked by ``pytest --repro`` in a copy of its folder, and what was found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.corpus.case import Case

_LONGEST = 600


@dataclass(frozen=True)
class Found:
    """What a check of a program said."""

    verdict: str
    causes: tuple[tuple[str, str, frozenset[str]], ...]
    """Source, status and lines (`file:line`), in the order of the report."""
    trials: int
    """Beyond the check itself."""
    seconds: float
    output: str

    @property
    def proven(self) -> list[str]:
        return list(dict.fromkeys(source for source, status, _ in self.causes if status == "proven"))

    @property
    def blamed(self) -> frozenset[str]:
        return frozenset(line for _, _, lines in self.causes for line in lines)

    def lines_of(self, source: str) -> frozenset[str]:
        return frozenset(line for name, _, lines in self.causes if name == source for line in lines)


def run(case: Case) -> Found:
    """Check a program. A session that gives no verdict counts as the verdict `none`."""
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder:
        project = Path(folder) / case.name
        shutil.copytree(case.folder, project, ignore=shutil.ignore_patterns("case.toml", "__pycache__"))
        (project / "pytest.ini").write_text("[pytest]\n")
        report = Path(folder) / "report.json"
        options = ["--repro", f"--repro-json={report}", "-p", "no:randomly", "-p", "no:cacheprovider", "-v"]
        options += [f"--repro-vary={case.vary}"] if case.vary else []
        environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
        before = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST,
        )
        seconds = time.perf_counter() - before
        checks = json.loads(report.read_text())["checks"] if report.exists() else []
        return _found(checks, seconds, done.stdout + done.stderr)


def _found(checks: list[dict[str, Any]], seconds: float, output: str) -> Found:
    """The worst verdict of the checks of a program, and all causes."""
    order = ["error", "irreproducible", "environment-sensitive", "reproducible"]
    verdicts = sorted((check["verdict"] for check in checks), key=order.index)
    causes = [
        (c["source"], c["status"], frozenset(f"{site['path']}:{site['line']}" for site in c["sites"]))
        for check in checks
        for c in check["causes"]
    ]
    # Perturbed trials are the check itself.
    trials = sum(
        not trial["purpose"].startswith("perturbed") for check in checks for trial in check["trials"]
    )
    return Found(verdicts[0] if verdicts else "none", tuple(causes), trials, seconds, output)
