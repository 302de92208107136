"""Which versions the manifests of a project leave of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.manifests.python.older import asks_for_older

if TYPE_CHECKING:
    from pathlib import Path

WANTED = "1.4.19"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("requirements.txt", "numpy\nalbumentations==1.0.3\n"),
        ("requirements.txt", "Albumentations >= 0.4, < 1.4.19 ; python_version > '3.8'\n"),
        ("requirements.txt", "albumentations~=1.3.0\n"),
        ("requirements.txt", "albumentations[gpu]<=1.3\n"),
        ("requirements/base.txt", "albumentations==0.5.*\n"),
        ("environment.yml", "dependencies:\n  - conda-forge::albumentations=1.3\n"),
        ("environment.yml", "dependencies:\n  - pip:\n    - albumentations==1.1.0\n"),
        ("pyproject.toml", '[project]\nname = "a"\nversion = "1"\ndependencies = ["albumentations<1.2"]\n'),
    ],
)
def test_only_older_ones_are_asked_for(tmp_path: Path, file: str, text: str) -> None:
    assert _asks(tmp_path, file, text)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("requirements.txt", "albumentations\n"),
        ("requirements.txt", "albumentations>=1.0.3\n"),
        ("requirements.txt", "albumentations!=1.0.3\n"),
        ("requirements.txt", "albumentations~=1.3\n"),
        ("requirements.txt", "albumentations==2.0.8\n"),
        ("requirements.txt", "albumentations==1.4.19\n"),
        ("requirements.txt", "albumentations<2\n"),
        ("requirements.txt", "albumentations-extra==0.1\n# albumentations==1.0.3\n"),
        ("environment.yml", "dependencies:\n  - albumentations=1\n"),
        ("environment.yml", "dependencies: [\n"),
        ("elsewhere/requirements.txt", "albumentations==1.0.3\n"),
    ],
)
def test_newer_ones_may_be_meant(tmp_path: Path, file: str, text: str) -> None:
    assert not _asks(tmp_path, file, text)


def _asks(root: Path, file: str, text: str) -> bool:
    path = root / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    program = root / "vision" / "train.py"
    return asks_for_older("albumentations", WANTED, program, root)
