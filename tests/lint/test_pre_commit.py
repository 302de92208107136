"""The hook, run by the real pre-commit in a repository of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from .conftest import write_files
from .test_notebooks import code, notebook

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
    """A repository with our hooks, run from this checkout instead of environments of their own."""
    command = f"{sys.executable} -m lint_rules"
    local = [
        {**hook, "language": "system", "entry": hook["entry"].replace("repro-lint", command, 1)}
        for hook in HOOKS
    ]
    for hook in local:
        del hook["minimum_pre_commit_version"]
    write_files(
        tmp_path,
        {".pre-commit-config.yaml": yaml.safe_dump({"repos": [{"repo": "local", "hooks": local}]})},
    )
    run(tmp_path, "git", "init", "-q")
    return tmp_path


def commit(folder: Path, files: dict[str, str], *hooks: str) -> subprocess.CompletedProcess[str]:
    write_files(folder, files)
    run(folder, "git", "add", *files)
    return run(folder, sys.executable, "-m", "pre_commit", "run", *hooks, check=False)


def test_a_finding_stops_the_commit(repository: Path) -> None:
    draw = "import random\nrandom.random()\n"
    files = {"a.py": draw, "requirements-dev.txt": "numpy\n", "n.ipynb": notebook(code(draw))}
    done = commit(repository, files)
    assert done.returncode == 1
    assert "a.py:2:1: REP101" in done.stdout
    assert "n.ipynb:cell 1:2:1: REP101" in done.stdout
    assert "requirements-dev.txt:1:1: REP501" in done.stdout


def test_each_hook_sees_its_own_files(repository: Path) -> None:
    draw = "import random\nrandom.random()\n"
    files = {"a.py": draw, "requirements.txt": "numpy\n", "n.ipynb": notebook(code(draw)), "s.pyi": draw}
    shown = {hook["id"]: commit(repository, files, hook["id"]).stdout for hook in HOOKS}
    places = {hook: {name for name in files if f"{name}:" in text} for hook, text in shown.items()}
    assert places == {
        "repro-lint": {"a.py"},
        "repro-lint-notebooks": {"n.ipynb"},
        "repro-lint-manifests": {"requirements.txt"},
    }


def test_clean_files_pass(repository: Path) -> None:
    assert commit(repository, {"a.py": "x = 1\n", "notes.txt": "numpy\n"}).returncode == 0


def test_other_files_are_not_ours(repository: Path) -> None:
    done = commit(repository, {"notes.md": "# numpy\n"})
    assert done.returncode == 0
    assert done.stdout.count("no files to check") == len(HOOKS)


@pytest.mark.slow
def test_installed_by_pre_commit_from_this_checkout(tmp_path: Path) -> None:
    """`language: python` builds an environment with pip, which needs a package index."""
    write_files(tmp_path, {"a.py": "import random\nrandom.random()\n"})
    run(tmp_path, "git", "init", "-q")
    run(tmp_path, "git", "add", "a.py")
    command = ["try-repo", str(ROOT), "repro-lint", "--files", "a.py"]
    done = run(tmp_path, sys.executable, "-m", "pre_commit", *command, check=False)
    assert "a.py:2:1: REP101" in done.stdout, done.stdout + done.stderr
