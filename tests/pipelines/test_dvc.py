"""A project with real DVC and a local remote: what it looks after, and what it recorded."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lint_rules import lint
from lint_rules.config import Config
from lint_rules.tracking import tracking_of

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("dvc", reason="DVC is not installed: `make test-pipelines` installs it")

TRAIN = """
import numpy as np
import pandas as pd

table = pd.read_csv("data/table.csv")
images = np.load("data/images/one.npy")
made = pd.read_csv("made/clean.csv")
loose = pd.read_csv("loose.csv")
"""


def run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)


def dvc(folder: Path, *arguments: str) -> None:
    run(folder, sys.executable, "-m", "dvc", *arguments)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work tree with a table, a folder of images, a stage that was run, and a file that nobody knows."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "data" / "images" / "deep").mkdir(parents=True)
    (folder / "data" / "table.csv").write_bytes(b"a,b\r\n1,2\r\n")
    (folder / "data" / "images" / "one.npy").write_bytes(bytes(range(256)))
    (folder / "data" / "images" / "deep" / "two.npy").write_bytes(b"\0\1" * 999)
    (folder / "clean.py").write_text(
        "import pathlib, sys\n"
        "pathlib.Path('made').mkdir(exist_ok=True)\n"
        "pathlib.Path('made/clean.csv').write_text(pathlib.Path(sys.argv[1]).read_text())\n"
    )
    (folder / "loose.csv").write_text("a\n")
    (folder / "train.py").write_text(TRAIN)
    run(folder, "git", "init", "-q")
    dvc(folder, "init", "-q")
    dvc(folder, "remote", "add", "-d", "store", str(tmp_path_factory.mktemp("remote")))
    dvc(folder, "add", "-q", "data/table.csv", "data/images")
    command = [sys.executable, "clean.py", "data/table.csv"]
    stage = ["-n", "clean", "-d", "clean.py", "-d", "data/table.csv", "-o", "made"]
    dvc(folder, "stage", "add", "-q", *stage, *command)
    dvc(folder, "repro", "-q")
    dvc(folder, "push", "-q")
    run(folder, "git", "add", "train.py", "clean.py", "dvc.yaml", "dvc.lock", "data")
    return folder


@pytest.fixture
def project(finished: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    import shutil

    copied = tmp_path / "copy"
    shutil.copytree(finished, copied, symlinks=True)
    tracking_of.cache_clear()
    return copied


def found(folder: Path) -> list[tuple[str, int]]:
    findings = lint([folder], root=folder, config=Config(select=("REP604",)))
    return [(finding.path, finding.line) for finding in findings]


def test_what_dvc_looks_after_is_silent(project: Path) -> None:
    assert found(project) == [("train.py", 8)]  # only what nobody knows


def test_a_changed_file_is_told_from_the_recorded_one(project: Path) -> None:
    (project / "data" / "table.csv").write_bytes(b"a,b\r\n1,3\r\n")
    assert ("data/table.csv.dvc", 2) in found(project)


def test_a_changed_folder_is_told_from_the_recorded_one(project: Path) -> None:
    (project / "data" / "images" / "deep" / "two.npy").write_bytes(b"\0\2" * 999)
    assert ("data/images.dvc", 2) in found(project)
    (project / "data" / "images" / "deep" / "two.npy").write_bytes(b"\0\1" * 999)
    (project / "data" / "images" / "three.npy").write_bytes(b"")
    assert ("data/images.dvc", 2) in found(project)


def test_a_changed_result_of_a_stage_is_told(project: Path) -> None:
    (project / "made" / "clean.csv").write_text("a,b\n9,9\n")
    assert any(path == "dvc.lock" for path, _ in found(project))


def test_a_stage_that_hides_what_it_runs(project: Path) -> None:
    stage = "stages:\n  clean:\n    cmd: python clean.py data/table.csv\n    deps:\n    - data/table.csv\n"
    (project / "dvc.yaml").write_text(stage + "    outs:\n    - made\n")
    assert ("dvc.yaml", 3) in found(project)
    (project / "dvc.yaml").write_text(stage + "    - clean.py\n    outs:\n    - made\n")
    assert ("dvc.yaml", 3) not in found(project)


def test_pulling_gives_back_what_was_recorded(project: Path) -> None:
    (project / "data" / "table.csv").write_text("other")
    assert any(path == "data/table.csv.dvc" for path, _ in found(project))
    dvc(project, "checkout", "-q", "--force", "data/table.csv.dvc")
    assert not any(path == "data/table.csv.dvc" for path, _ in found(project))
