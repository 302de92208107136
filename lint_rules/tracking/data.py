"""What is known of a data file that a program reads: whether it is tracked, or made by the project."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.tracking import tracking_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lint_rules.tracking import Tracking

HERE = "is here, but neither Git nor DVC knows it"
_NOWHERE = "is known to neither Git nor DVC"
_WRITING = re.compile(
    r"\.to_\w+\(|\.save\w*\(|\bdump\w*\(|savez?\w*\(|savetxt\(|write\w*\(|urlretrieve\(|download\w*\("
    r"|\bopen\([^\n]*['\"][wax][bt]?\+?['\"]"
)
_LITERAL = re.compile(r"['\"]([^'\"\n]+\.\w+)['\"]")
_BOUND = re.compile(r"^\s*(?:self\.)?(\w+)\s*=.*['\"]([^'\"\n]+\.\w+)['\"]")


def untracked(data: str, program: Path, root: Path) -> str | None:
    """Why a data file, named relative to its program or the root, is in nobody's keeping; else None."""
    tracking = tracking_of(program.parent)
    if tracking is None:
        return None
    places = [Path(os.path.normpath(top / data)) for top in (program.parent, root, tracking.top)]
    if any(tracking.knows(place) for place in places):
        return None
    where = HERE if any(place.exists() for place in places) else _NOWHERE
    return f"{where}{_lfs_hint(tracking, data)}"


def names_written_by(files: Iterable[Path]) -> frozenset[str]:
    """The names of the files that some programs write."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file())
    return frozenset(name for text in texts for name in names_written_in(text))


def names_written_in(text: str) -> frozenset[str]:
    """The names of files in lines that write: spelled there, or bound to a name that stands there."""
    bound: dict[str, str] = {}
    written: set[str] = set()
    for line in text.splitlines():
        found = _BOUND.match(line)
        if found:
            bound[found[1]] = found[2]
        if _WRITING.search(line):
            written.update(_LITERAL.findall(line))
            written.update(bound[word] for word in re.findall(r"\w+", line) if word in bound)
    return frozenset(name.rpartition("/")[2] for name in written)


def _lfs_hint(tracking: Tracking, path: str) -> str:
    """What to add where `.gitattributes` hands the file to Git LFS."""
    try:
        lines = (tracking.top / ".gitattributes").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    patterns = [line.split()[0].lstrip("/") for line in lines if "filter=lfs" in line.split()[1:]]
    base = path.rpartition("/")[2]
    meant = any(fnmatchcase(path, p) or ("/" not in p and fnmatchcase(base, p)) for p in patterns)
    return " (`.gitattributes` hands it to Git LFS: `git add` it)" if meant else ""
