"""What DVC knows of: the outputs in `*.dvc`, `dvc.yaml` and `dvc.lock`, read without DVC."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.analysis.reading import sources
from lint_rules.manifests.formats.yaml import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.manifests.formats.yaml import Node

_SKIPPED = frozenset({".git", ".dvc", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".hg"})
_BLOCK = 1 << 20
_TEXT_SAMPLE = 512
# Bytes above which only the size of a file is compared: hashing takes about a second for each of them.
_LARGE = 512 << 20
TEMPLATE = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True)
class Out:
    """A path that DVC looks after, and what it recorded of its content."""

    path: Path
    md5: str | None = None
    size: int | None = None
    legacy: bool = False  # hashed with the line ends of text taken for Unix's, as DVC did before version 3


@dataclass(frozen=True)
class DvcFiles:
    """All that the DVC files below a folder name."""

    outs: tuple[Out, ...]
    templates: tuple[re.Pattern[str], ...]  # outputs whose path has a part that is filled in later

    def knows(self, path: Path) -> bool:
        """Whether a path is an output, lies in one, or holds one."""
        for out in self.outs:
            if path == out.path or out.path in path.parents or path in out.path.parents:
                return True
        return any(template.fullmatch(path.as_posix()) for template in self.templates)


def read_dvc_files(top: Path) -> DvcFiles:
    """Every DVC file below a folder; what cannot be read is passed over here (its reader reports it)."""
    outs: list[Out] = []
    templates: list[re.Pattern[str]] = []
    for path in _files(top):
        root = _load(path)
        for out in _outs(root, path) if root is not None else ():
            if TEMPLATE.search(str(out.path)):
                templates.append(re.compile(template_pattern(out.path.as_posix()) + "(/.*)?"))
            else:
                outs.append(out)
    return DvcFiles(tuple(outs), tuple(templates))


def template_pattern(text: str) -> str:
    """A regular expression for what a text with templates may become."""
    return ".+".join(re.escape(part) for part in TEMPLATE.split(text))


def _files(top: Path) -> Iterator[Path]:
    for current, folders, files in os.walk(top):
        folders[:] = sorted(f for f in folders if f not in _SKIPPED)
        for name in sorted(files):
            if name in ("dvc.yaml", "dvc.lock") or (name.endswith(".dvc") and name != ".dvc"):
                yield Path(current) / name


def _load(path: Path) -> Node | None:
    try:
        return load(sources.read(path))
    except sources.UnreadableError:
        return None


def _outs(root: Node, path: Path) -> Iterator[Out]:
    if path.name == "dvc.yaml":
        yield from _stage_outs(root, path.parent)
    else:
        kinds = ("outs", "deps") if path.name == "dvc.lock" else ("outs",)
        yield from (out for _, out in recorded(root, path, kinds))


def recorded(root: Node, path: Path, kinds: tuple[str, ...] = ("outs",)) -> Iterator[tuple[Node, Out]]:
    """The entries of a `*.dvc` file or a `dvc.lock`, and what each says of its path."""
    is_lock = path.name == "dvc.lock"
    folder = path.parent if is_lock else folder_of(root, path.parent)
    holders = list((root.get("stages") or root).values.values()) if is_lock else [root]
    for holder in holders:
        for kind in kinds:
            listed = holder.get(kind)
            for entry in listed.items if listed is not None else ():
                name = string(entry.get("path"))
                if name is not None:
                    yield entry, _recorded(entry, _absolute(folder, name))


def _recorded(entry: Node, path: Path) -> Out:
    size = string(entry.get("size"))
    known = int(size) if size is not None and size.isdigit() else None
    return Out(path, string(entry.get("md5")), known, legacy=string(entry.get("hash")) != "md5")


def _stage_outs(root: Node, folder: Path) -> Iterator[Out]:
    """The outputs that the stages of a `dvc.yaml` are to write."""
    stages = root.get("stages")
    for stage in stages.values.values() if stages is not None else ():
        body = stage.get("do") or stage
        here = folder_of(body, folder)
        for kind in ("outs", "metrics", "plots"):
            yield from (Out(_absolute(here, name)) for name in names(body.get(kind)))


def folder_of(node: Node, folder: Path) -> Path:
    """The folder from which the paths of a file or stage count."""
    return folder / (string(node.get("wdir")) or ".")


def names(node: Node | None) -> list[str]:
    """The paths in a list whose entries are paths, or mappings from one path to its settings."""
    if node is None:
        return []
    found = [next(iter(item.values), None) if item.values else item.string for item in node.items]
    return [name for name in found if name]


def string(node: Node | None) -> str | None:
    return node.string if node is not None else None


def _absolute(folder: Path, name: str) -> Path:
    return Path(os.path.normpath(folder / name))


# -- content ---------------------------------------------------------------------------------------------


def differs(out: Out) -> bool:
    """Whether what lies at a path is not what was recorded; False where that cannot be told."""
    try:
        if out.md5 is None or not out.path.exists():
            return False
        if out.path.is_dir():
            return out.md5.endswith(".dir") and _folder_differs(out)
        return _file_differs(out)
    except OSError:
        return False


def _file_differs(out: Out) -> bool:
    size = out.path.stat().st_size
    if out.size is not None and size != out.size:
        return True
    if size > _LARGE:
        return False
    if out.legacy:
        return out.md5 not in (_md5(out.path, False), _md5(out.path, True))
    return out.md5 != _md5(out.path, False)


def _folder_differs(out: Out) -> bool:
    files = sorted(Path(c) / n for c, _, names in os.walk(out.path) for n in names)
    sizes = sum(path.stat().st_size for path in files)
    if out.size is not None and sizes == out.size and sizes > _LARGE:
        return False
    if any(_ignores_something(parent / ".dvcignore") for parent in [out.path, *out.path.parents]):
        return False
    kinds = (False, True) if out.legacy else (False,)
    return all(out.md5 != _folder_md5(out.path, files, unix) for unix in kinds)


def _ignores_something(path: Path) -> bool:
    """Whether an ignore file holds more than the comments that `dvc init` writes into it."""
    if not path.exists():
        return False
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return any(line.strip() and not line.startswith("#") for line in lines)


def _folder_md5(folder: Path, files: list[Path], unix: bool) -> str:
    """DVC's hash of a folder: of the JSON list of its files with theirs."""
    entries = [{"md5": _md5(f, unix), "relpath": f.relative_to(folder).as_posix()} for f in files]
    entries.sort(key=lambda entry: entry["relpath"])
    text = json.dumps(entries, sort_keys=True)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() + ".dir"


def _md5(path: Path, unix: bool) -> str:
    """The hash of a file; with `unix`, of text as it would be with Unix's line ends."""
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        convert = unix and _is_text(file.read(_TEXT_SAMPLE))
        file.seek(0)
        while block := file.read(_BLOCK):
            digest.update(block.replace(b"\r\n", b"\n") if convert else block)
    return digest.hexdigest()


def _is_text(sample: bytes) -> bool:
    """As DVC judges: no null byte, and at most three tenths of the bytes are no printable ASCII."""
    if b"\0" in sample:
        return False
    odd = sum(1 for byte in sample if not (32 <= byte < 127 or byte in b"\n\r\t\f\b"))
    return odd <= 0.3 * max(len(sample), 1)
