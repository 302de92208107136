"""What ``make demo`` promises, asserted from the reports: three causes at three lines, and a clean twin."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytest.importorskip("torch")
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SOURCES = {
    "clock", "completion-order", "directory-order", "environment", "hash-seed", "kernel-race", "leaked-state",
    "numpy-random", "object-identity", "os-entropy", "python-random", "torch-random", "uninitialized-memory",
}  # fmt: skip
SMALLER = (
    ("digits/config.py", "epochs: int = 8", "epochs: int = 1"),
    ("digits/prepare.py", "from sklearn.datasets import load_digits", "from small import load_digits"),
    # An optimizer of torch's imports as much as torch itself, in each of ten interpreters.
    ("digits/train.py", "from torch import nn", "from torch import nn; from small import Descent"),
    ("digits/train.py", "torch.optim.Adam(", "Descent("),
)
"""The same faults in the same lines: `make demo` itself runs the whole of it."""
SMALL = """
from types import SimpleNamespace
import numpy as np

def load_digits():
    target = np.arange(100) // 10  # each class holds some of every fifth
    noise = np.random.default_rng(3).integers(0, 5, (100, 8, 8))
    return SimpleNamespace(images=target[:, None, None] + noise, target=target)

class Descent:
    def __init__(self, parameters, lr):
        self.parameters, self.lr = list(parameters), lr

    def zero_grad(self):
        for parameter in self.parameters:
            parameter.grad = None

    def step(self):
        for parameter in self.parameters:
            parameter.data -= self.lr * parameter.grad
"""


def run(name: str, tmp_path: Path) -> tuple[dict[str, Any], int, list[dict[str, Any]], int]:
    """The only check of an example and the linter's findings, each with the command's exit code."""
    folder = tmp_path / name
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    for path, whole, part in SMALLER:
        text = (folder / path).read_text()
        assert whole in text
        (folder / path).write_text(text.replace(whole, part))
    (folder / "small.py").write_text(SMALL)
    report = tmp_path / "report.json"
    options = ["-p", "no:randomly", "-p", "no:hypothesispytest", "-k", "not recognises and not every_image"]
    command = [sys.executable, "-m", "pytest", "--repro", f"--repro-json={report}", *options]
    session = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert report.exists(), session.stdout + session.stderr
    (check,) = json.loads(report.read_text())["checks"]
    lint = [sys.executable, "-m", "lint_rules", "--output-format", "json"]
    linted = subprocess.run(lint, cwd=folder, capture_output=True, text=True, check=False)
    return check, session.returncode, json.loads(linted.stdout), linted.returncode


def applied(check: dict[str, Any]) -> set[str]:
    """Sources that were varied."""
    return {axis["source"] for axis in check["axes"] if axis["applied"]}


def test_the_broken_pipeline_is_caught_at_its_three_lines(tmp_path: Path) -> None:
    check, code, findings, lint_code = run("digits_broken", tmp_path)
    expected = tomllib.loads((EXAMPLES / "digits_broken" / "expected.toml").read_text())["fault"]
    assert (code, lint_code) == (1, 1)
    assert check["verdict"] == "irreproducible"
    causes = sorted(check["causes"], key=lambda cause: cause["source"])
    assert [(cause["source"], cause["status"]) for cause in causes] == [
        (fault["source"], "proven") for fault in expected
    ]
    for cause, fault in zip(causes, expected, strict=True):
        assert [(site["path"], site["line"]) for site in cause["sites"]] == [(fault["path"], fault["line"])]
        assert [(f["code"], f["path"], f["line"]) for f in cause["findings"]] == [
            (fault["code"], fault["path"], fault["line"])
        ]
    assert set(check["cleared"]) == applied(check) - {fault["source"] for fault in expected}
    named = {(f["code"], Path(f["filename"]).name, f["location"]["row"]) for f in findings}
    assert named == {(fault["code"], Path(fault["path"]).name, fault["line"]) for fault in expected}


def test_the_repaired_twin_passes_under_every_axis(tmp_path: Path) -> None:
    check, code, findings, lint_code = run("digits_fixed", tmp_path)
    assert (code, lint_code, findings) == (0, 0, [])
    assert check["verdict"] == "reproducible"
    assert applied(check) >= SOURCES
    assert [trial["purpose"] for trial in check["trials"]] == ["perturbed"]
