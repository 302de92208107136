"""Source distributions and snapshots of repositories, downloaded once and unpacked once."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class DataError(Exception):
    """One line about a judgement, a label or an archive that cannot be used."""


def archive_of(project: str, version: str, folder: Path) -> Path:
    """The source distribution of a version, downloaded if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (found := archives(project, version, folder)):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        done = subprocess.run(
            [*command, "--dest", str(folder), f"{project}=={version}"], capture_output=True, text=True
        )
        found = archives(project, version, folder)
        if not found:
            reason = (done.stderr.strip().splitlines() or ["pip says nothing"])[-1]
            raise DataError(f"{project} {version}: {reason}; put its archive into {folder}")
    return found[0]


def archives(project: str, version: str, folder: Path) -> list[Path]:
    names = {f"{_plain(project)}-{version}{end}" for end in (".tar.gz", ".tar.bz2", ".zip")}
    return sorted(path for path in folder.iterdir() if _plain(path.name) in {_plain(name) for name in names})


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-").replace("/", "-")


def unpacked(archive: Path, folder: Path) -> Path:
    """The top folder of a source distribution. Links, and names that lead outside, are left out."""
    target = folder / f"{archive.name}.d"
    if not target.exists():
        # A folder of our own, since another process may be unpacking the same archive now.
        with tempfile.TemporaryDirectory(dir=folder, suffix=".part") as own:
            partial = Path(own, "contents").resolve()
            partial.mkdir()
            for name, data in _contents(archive):
                path = (partial / name).resolve()
                if path.is_relative_to(partial):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
            try:
                partial.rename(target)
            except OSError:
                if not target.exists():
                    raise
    tops = sorted(path for path in target.iterdir() if path.is_dir())
    return tops[0] if len(tops) == 1 else target


def note_as_tracked(folder: Path) -> None:
    """Make a work tree of what `git archive` gave: all of it is in Git's index."""
    if not (folder / ".git").exists():
        for command in (["init", "--quiet"], ["add", "--all", "--force"]):
            subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)


def _contents(archive: Path) -> Iterable[tuple[str, bytes]]:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as file:
            yield from ((name, file.read(name)) for name in file.namelist() if not name.endswith("/"))
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is not None:
                yield member.name, content.read()


def has_archive(project: str, version: str, folder: Path) -> bool:
    return folder.is_dir() and bool(archives(project, version, folder))
