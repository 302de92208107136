"""`.gitignore` is respected as Git itself reads it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from lint_rules.discovery import discover

from .conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

FILES = [
    "a.py",
    "b_pb2.py",
    "gen/x.py",
    "pkg/a.py",
    "pkg/gen/x.py",
    "pkg/keep/b_pb2.py",
    "pkg/data/deep/er/c.py",
    "pkg/data/top.py",
    "sub dir/a.py",
    "x1.py",
    "x2.py",
    "[odd].py",
    "outs/a.py",
    "outs/kept.py",
    "#hash.py",
    "!bang.py",
]
IGNORES = [
    "*_pb2.py\n!keep/b_pb2.py\n",
    "/gen/\n",
    "gen\n",
    "gen/\n",
    "pkg/data/**\n",
    "pkg/**/c.py\n",
    "**/data\n",
    "x[12].py\n",
    "x[!1].py\n",
    "x?.py\n",
    "\\[odd\\].py\n",
    "outs/*\n!outs/kept.py\n",
    "outs/\n!outs/kept.py\n",
    "\\#hash.py\n\\!bang.py\n",
    "# gen\n\nsub dir\n",
    "a.py   \n",
    "/a.py\n",
    "pkg/a.py\n",
    "*\n!*/\n!pkg/a.py\n",
    "[\n",
]


@pytest.mark.parametrize("patterns", IGNORES)
def test_like_git(tmp_path: Path, patterns: str) -> None:
    write_files(tmp_path, dict.fromkeys(FILES, "x = 1\n"))
    (tmp_path / ".gitignore").write_text(patterns)
    (tmp_path / "pkg" / ".gitignore").write_text("!a.py\n*.log\n/data/top.py\n")
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = subprocess.run(
        [*git, "ls-files", "-coz", "--exclude-standard"], capture_output=True, text=True, check=True
    ).stdout.split("\0")
    expected = sorted(name for name in listed if name.endswith(".py"))
    found = [path.relative_to(tmp_path).as_posix() for path in discover([tmp_path], (), tmp_path)]
    assert sorted(found) == expected


def test_an_ignored_folder_that_is_asked_for(tmp_path: Path) -> None:
    write_files(tmp_path, {"out/a.py": "", "out/b.py": "", ".gitignore": "out\n", "out/.gitignore": "b.py\n"})
    (tmp_path / ".git").mkdir()
    assert discover([tmp_path], (), tmp_path) == []
    assert discover([tmp_path / "out"], (), tmp_path) == [tmp_path / "out" / "a.py"]
    assert discover([tmp_path / "out" / "b.py"], (), tmp_path) == [tmp_path / "out" / "b.py"]


def test_what_git_tracks_is_linted(tmp_path: Path) -> None:
    """Below a folder named like a build's, and where `.gitignore` matches."""
    kept = ["build/train.py", "dist/deep/a.py", "gen/kept.py", "models/net.py"]
    stray = ["build/made.py", "dist/made.py", "gen/made.py", "models/made.py", "env/made.py"]
    write_files(tmp_path, {**dict.fromkeys(kept + stray, ""), ".gitignore": "gen\nmodels/*\n"})
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    assert discover([tmp_path], (), tmp_path) == []
    subprocess.run([*git, "add", "--force", *kept], check=True)
    found = [path.relative_to(tmp_path).as_posix() for path in discover([tmp_path], (), tmp_path)]
    assert found == kept
    below = [path.relative_to(tmp_path).as_posix() for path in discover([tmp_path / "gen"], (), tmp_path)]
    assert below == ["gen/kept.py", "gen/made.py"]
    excluded = discover([tmp_path], ("gen", "build"), tmp_path)
    assert excluded == [tmp_path / "dist/deep/a.py", tmp_path / "models/net.py"]


def test_without_a_work_tree_nothing_is_ignored(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": "", ".gitignore": "*\n"})
    assert discover([tmp_path], (), tmp_path) == [tmp_path / "a.py"]
