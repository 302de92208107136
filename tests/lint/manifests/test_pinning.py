"""What `--fix --unsafe-fixes` writes: the version in use, and nothing where none is known."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config
from lint_rules.engine import Session
from lint_rules.fixing.rounds import fix

from ..conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from lint_rules.model import Level

PYTEST = version("pytest")
LOCK = '[[package]]\nname = "numpy"\nversion = "1.26.4"\n\n[[package]]\nname = "scipy"\nversion = "1.11.4"\n'


def fixed(folder: Path, path: str, text: str, pins: Level = "exact", **files: str) -> str:
    write_files(folder, {name.replace("_", "."): content for name, content in files.items()})
    (folder / path).write_bytes(text.encode())
    config = Config(select=("REP501", "REP502", "REP503"), pins=pins)
    session = Session.open([folder / path], root=folder, config=config)
    assert not fix(session, unsafe=False).changed, "what is installed here may not be what is wanted there"
    changed = fix(session, unsafe=True).changed or {}
    return changed[folder / path][1] if folder / path in changed else text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pytest\n", f"pytest=={PYTEST}\n"),
        ("  pytest >= 1, <99  # why\n", f"  pytest =={PYTEST}  # why\n"),
        ("PyTest[a,b]~=%s ; python_version > '3'\n", f"PyTest[a,b]=={PYTEST} ; python_version > '3'\n"),
        (
            "pytest>1 \\\n    ; python_version > '3'\r\n",
            f"pytest=={PYTEST} \\\n    ; python_version > '3'\r\n",
        ),
        ("pytest>=9999\n", "pytest>=9999\n"),
        ("pytest ; python_version < '3'\n", "pytest ; python_version < '3'\n"),
        ("no-such-package-at-all\n", "no-such-package-at-all\n"),
        (
            "-e git+https://example.org/pytest.git#egg=pytest\n",
            "-e git+https://example.org/pytest.git#egg=pytest\n",
        ),
    ],
)
def test_requirements(tmp_path: Path, text: str, expected: str) -> None:
    text = text.replace("%s", PYTEST)
    assert fixed(tmp_path, "requirements.txt", text) == expected


def test_a_lock_file_beside_goes_before_what_is_installed(tmp_path: Path) -> None:
    assert (
        fixed(tmp_path, "requirements.txt", "numpy\nscipy>=1.12\n", uv_lock=LOCK)
        == "numpy==1.26.4\nscipy>=1.12\n"
    )


def test_no_hash_is_made_up(tmp_path: Path) -> None:
    assert fixed(tmp_path, "requirements.txt", "pytest\npytest==1.0\n", "hash") == "pytest\npytest==1.0\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("pyproject.toml", '[project]\nname = "a"\ndependencies = ["pytest>=2"]\n', '["pytest==%s"]'),
        ("pyproject.toml", '[project]\nname = "a"\ndependencies = ["""pytest"""]\n', '["""pytest"""]'),
        ("pyproject.toml", '[tool.poetry.dependencies]\npytest = ">=2"\n', 'pytest = "%s"'),
        ("pyproject.toml", '[tool.poetry.dependencies]\npytest = {version = "*"}\n', '{version = "%s"}'),
        ("Pipfile", "[packages]\npytest = '*'\n", "pytest = '==%s'"),
        (
            "environment.yml",
            'dependencies:\n- numpy\n- pip: [pytest, "pytest>2"]\n',
            '- pip: [pytest==%s, "pytest==%s"]',
        ),
    ],
)
def test_other_manifests(tmp_path: Path, path: str, text: str, expected: str) -> None:
    assert expected.replace("%s", PYTEST) in fixed(tmp_path, path, text)


def test_the_projects_own_environment(tmp_path: Path) -> None:
    info = ".venv/lib/python3.11/site-packages/numpy-1.2.3.dist-info/METADATA"
    write_files(tmp_path, {info: "Metadata-Version: 2.1\nName: numpy\nVersion: 1.2.3+cpu\n"})
    assert fixed(tmp_path, "requirements.txt", "numpy\npytest\n") == "numpy==1.2.3\npytest\n"
