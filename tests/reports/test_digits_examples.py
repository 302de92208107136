"""The example projects hold what their READMEs say: three faults, each enough alone, and a clean twin."""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "examples" / "digits_broken"
FIXED = ROOT / "examples" / "digits_fixed"
FAULTS = tomllib.loads((BROKEN / "expected.toml").read_text())["fault"]
OF_BROKEN_ALONE = {"expected.toml", "README.md"}


def files(project: Path) -> dict[str, list[str]]:
    """The lines of every file that belongs to a project, by its path."""
    kept = [
        path for path in sorted(project.rglob("*")) if path.suffix in (".py", ".ini", ".toml", ".txt", ".md")
    ]
    return {path.relative_to(project).as_posix(): path.read_text().splitlines() for path in kept}


def test_the_twins_differ_in_the_three_lines_and_in_nothing_else():
    broken, fixed = files(BROKEN), files(FIXED)
    assert set(broken) - set(fixed) == {"expected.toml"}
    assert set(fixed) <= set(broken)
    changed = [
        (path, number)
        for path in sorted(set(fixed) - OF_BROKEN_ALONE)
        for number in changed_lines(broken[path], fixed[path])
    ]
    assert changed == sorted((fault["path"], fault["line"]) for fault in FAULTS)


def changed_lines(first: list[str], second: list[str]) -> list[int]:
    """The numbers in ``first`` of the lines that ``second`` has otherwise; each must have its counterpart."""
    blocks = difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    assert all(block[2] - block[1] == block[4] - block[3] for block in changed)
    return [number + 1 for block in changed for number in range(block[1], block[2])]


def test_three_sources_in_three_files():
    assert {fault["source"]: fault["code"] for fault in FAULTS} == {
        "os-entropy": "REP104",
        "directory-order": "REP302",
        "hash-seed": "REP301",
    }
    assert len({fault["path"] for fault in FAULTS}) == 3


def test_nothing_in_the_code_gives_a_fault_away():
    code = "\n".join("\n".join(lines) for path, lines in files(BROKEN).items() if path.endswith(".py"))
    assert not re.search(
        r"\b(bug|fault|broken|fixme|todo|unseeded|unsorted|noqa|repro:)", code, re.IGNORECASE
    )


@pytest.mark.parametrize("project", [BROKEN, FIXED], ids=["broken", "fixed"])
def test_requirements_are_those_of_the_development_environment(project):
    pinned = (ROOT / "requirements-dev.txt").read_text().splitlines()
    for requirement in (project / "requirements.txt").read_text().splitlines():
        assert re.fullmatch(r"[a-z-]+==[0-9.]+", requirement)
        assert requirement in pinned


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Results of four projects (no fault, and each fault alone) under conditions 0, 0 again, 1 and 2."""
    folder = tmp_path_factory.mktemp("twins")
    projects = [shutil.copytree(FIXED, folder / "none")]
    for fault in FAULTS:
        copy = shutil.copytree(FIXED, folder / fault["source"])
        shutil.copy(BROKEN / fault["path"], copy / fault["path"])
        projects.append(copy)
    elsewhere = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "USER": "someone", "TMPDIR": str(folder)}
    # Listings stay shuffled once they are: 1 comes last.
    reference, again, listings = run(projects, [0, 0, 1], hash_seed=1)
    (hashes,) = run(projects, [0], hash_seed=2)
    (everything,) = run(projects, [2], hash_seed=3, **elsewhere)
    return {
        "reference": reference,
        "again": again,
        "listings": listings,
        "hashes": hashes,
        "all": everything,
    }


def run(
    projects: list[Path], numbers: list[int], hash_seed: int, **environment: str
) -> list[dict[str, dict[str, object]]]:
    """What each project came to in each of the runs that one interpreter makes."""
    runner = Path(__file__).with_name("digits_runner.py")
    done = subprocess.run(
        [sys.executable, str(runner), ",".join(map(str, numbers)), *map(str, projects)],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()[-len(numbers) :]]


@pytest.mark.slow  # trains twenty times; tests/plugin/test_demo.py proves the same by `pytest --repro`
@pytest.mark.parametrize("condition", ["again", "listings", "hashes", "all"])
def test_the_fixed_twin_gives_the_same_bytes_under_every_condition(trained, condition):
    assert trained[condition]["none"] == trained["reference"]["none"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "condition"),
    [("os-entropy", "again"), ("directory-order", "listings"), ("hash-seed", "hashes")],
)
def test_each_fault_alone_changes_what_is_trained(trained, source, condition):
    first, second = trained["reference"][source], trained[condition][source]
    assert first["weights"] != second["weights"]
    assert first["history"] != second["history"]
    assert first["checkpoint"] != second["checkpoint"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "condition"),
    [
        ("directory-order", "again"),
        ("directory-order", "hashes"),
        ("hash-seed", "again"),
        ("hash-seed", "listings"),
    ],
)
def test_each_fault_alone_depends_on_its_own_source_only(trained, source, condition):
    assert trained[condition][source] == trained["reference"][source]
