"""The hook, run by the real pre-commit in a repository of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from .conftest import write_files

ROOT = Path(__file__).parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

pytest.importorskip("pre_commit")


def run(folder: Path, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    identity = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"PRE_COMMIT_HOME": str(folder / ".cache"), "NO_COLOR": "1", **identity}
    return subprocess.run(
        command, cwd=folder, env=environment, check=check, capture_output=True, text=True, timeout=300
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with our hook, run from this checkout instead of an environment of its own."""
    (hook,) = HOOKS
    local = {
        **hook,
        "language": "system",
        "entry": hook["entry"].replace("repro-lint", f"{sys.executable} -m lint_rules", 1),
    }
    del local["minimum_pre_commit_version"]
    write_files(
        tmp_path,
        {".pre-commit-config.yaml": yaml.safe_dump({"repos": [{"repo": "local", "hooks": [local]}]})},
    )
    run(tmp_path, "git", "init", "-q")
    return tmp_path


def commit(folder: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    write_files(folder, files)
    run(folder, "git", "add", *files)
    return run(folder, sys.executable, "-m", "pre_commit", "run", check=False)


def test_a_finding_stops_the_commit(repository: Path) -> None:
    done = commit(repository, {"a.py": "import random\nrandom.random()\n", "requirements-dev.txt": "numpy\n"})
    assert done.returncode == 1
    assert "a.py:2:1: REP101" in done.stdout
    assert "requirements-dev.txt:1:1: REP501" in done.stdout


def test_clean_files_pass(repository: Path) -> None:
    assert commit(repository, {"a.py": "x = 1\n"}).returncode == 0


def test_other_files_are_not_ours(repository: Path) -> None:
    done = commit(repository, {"notes.txt": "numpy\n"})
    assert done.returncode == 0
    assert "no files to check" in done.stdout


@pytest.mark.slow
def test_installed_by_pre_commit_from_this_checkout(tmp_path: Path) -> None:
    """`language: python` builds an environment with pip, which needs a package index."""
    write_files(tmp_path, {"a.py": "import random\nrandom.random()\n"})
    run(tmp_path, "git", "init", "-q")
    run(tmp_path, "git", "add", "a.py")
    command = ["try-repo", str(ROOT), "repro-lint", "--files", "a.py"]
    done = run(tmp_path, sys.executable, "-m", "pre_commit", *command, check=False)
    assert "a.py:2:1: REP101" in done.stdout, done.stdout + done.stderr
