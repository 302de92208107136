"""The index of Git, read without Git, against what Git itself says is in it."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from lint_rules.tracking.dvc import read_dvc_files
from lint_rules.tracking.git import find_top, read_index

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="Git is not installed")

NAMES = ["a.csv", "data/b.csv", "data/deep/er/c.csv", "data/ü b.csv", "d" * 300 + ".csv", "x/" + "y" * 40]


def git(folder: Path, *arguments: str) -> str:
    options = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "core.quotePath=false"]
    done = subprocess.run(
        ["git", *options, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def make(folder: Path, *init: str) -> None:
    folder.mkdir(exist_ok=True)
    git(folder, "init", "-q", *init)
    for name in NAMES:
        if len(name) < 250:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
    git(folder, "add", "-A")


@pytest.mark.parametrize("version", ["2", "3", "4"])
@pytest.mark.parametrize("init", [(), ("--object-format=sha256",)], ids=["sha1", "sha256"])
def test_same_paths_as_git(tmp_path: Path, version: str, init: tuple[str, ...]) -> None:
    make(tmp_path, *init)
    (tmp_path / "later.csv").write_text("")
    git(tmp_path, "add", "--intent-to-add", "later.csv")  # an entry with extended flags, so version 3
    git(tmp_path, "update-index", "--index-version", version)
    index = read_index(tmp_path)
    assert index is not None
    assert list(index.paths) == sorted(git(tmp_path, "ls-files", "-z").split("\0")[:-1])
    assert index.knows("data/b.csv") and index.knows("data") and index.knows("data/deep")
    assert not index.knows("data/other.csv") and not index.knows("dat") and not index.knows("a.csv/b")


def test_what_lies_in_a_submodule_is_known(tmp_path: Path) -> None:
    make(tmp_path / "inner")
    git(tmp_path / "inner", "commit", "-qm", "x")
    make(tmp_path / "outer")
    git(tmp_path / "outer", "-c", "protocol.file.allow=always", "submodule", "add", "-q", "../inner", "sub")
    index = read_index(tmp_path / "outer")
    assert index is not None and index.knows("sub/data/anything.csv") and not index.knows("subdued/x.csv")


def test_a_linked_work_tree_has_an_index_of_its_own(tmp_path: Path) -> None:
    make(tmp_path / "main")
    git(tmp_path / "main", "commit", "-qm", "x")
    git(tmp_path / "main", "worktree", "add", "-q", "../linked")
    assert find_top(tmp_path / "linked" / "data") == tmp_path / "linked"
    index = read_index(tmp_path / "linked")
    assert index is not None and index.knows("a.csv")


def test_nothing_is_said_of_an_index_that_cannot_be_read(tmp_path: Path) -> None:
    assert read_index(tmp_path) is None
    git(tmp_path, "init", "-q")
    new = read_index(tmp_path)
    assert new is not None and new.paths == () and not new.knows("a.csv")
    make(tmp_path)
    whole = (tmp_path / ".git" / "index").read_bytes()
    for broken in (
        b"",
        b"DIRC",
        whole[: len(whole) // 2],
        b"XXXX" + whole[4:],
        whole[:4] + b"\0\0\0\x09" + whole[8:],
    ):
        (tmp_path / ".git" / "index").write_bytes(broken)
        assert read_index(tmp_path) is None


def test_nothing_is_said_of_a_split_index(tmp_path: Path) -> None:
    make(tmp_path)
    git(tmp_path, "update-index", "--split-index")
    index = read_index(tmp_path)
    assert index is None


def test_a_dvc_file_nested_too_deeply_is_passed_over(tmp_path: Path) -> None:
    """PyYAML's composer would end the interpreter."""
    (tmp_path / "deep.dvc").write_text("- " * 100_000 + "x")
    (tmp_path / "x.csv.dvc").write_text("outs:\n- md5: 0123456789abcdef0123456789abcdef\n  path: x.csv\n")
    files = read_dvc_files(tmp_path)
    assert [out.path for out in files.outs] == [tmp_path / "x.csv"] and files.knows(tmp_path / "x.csv")
