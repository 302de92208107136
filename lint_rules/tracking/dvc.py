"""What DVC knows of: the outputs in `*.dvc`, `dvc.yaml` and `dvc.lock`, read without DVC."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_SKIPPED = frozenset({".git", ".dvc", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".hg"})
_BLOCK = 1 << 20
_TEXT_SAMPLE = 512
# Bytes above which only the size of a file is compared: hashing takes about a second for each of them.
_LARGE = 512 << 20
_TEMPLATE = re.compile(r"\$\{[^}]*\}")


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
        data = _load(path)
        found = _stage_outs(data, path.parent) if path.name == "dvc.yaml" else recorded_outs(data, path)
        for out in found:
            if _TEMPLATE.search(str(out.path)):
                templates.append(re.compile(_TEMPLATE.sub(".+", _escaped(out.path)) + "(/.*)?"))
            else:
                outs.append(out)
    return DvcFiles(tuple(outs), tuple(templates))


def _escaped(path: Path) -> str:
    parts = _TEMPLATE.split(path.as_posix())
    return "${}".join(re.escape(part) for part in parts)


def _files(top: Path) -> Iterator[Path]:
    for current, folders, files in os.walk(top):
        folders[:] = sorted(f for f in folders if f not in _SKIPPED)
        for name in sorted(files):
            if name in ("dvc.yaml", "dvc.lock") or (name.endswith(".dvc") and name != ".dvc"):
                yield Path(current) / name


def _load(path: Path) -> Any:
    import yaml

    try:
        with path.open("rb") as file:
            return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, yaml.YAMLError, ValueError, RecursionError):
        return None


def _mapping(data: Any) -> dict[Any, Any]:
    return data if isinstance(data, dict) else {}


def _list(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []


def recorded_outs(data: Any, path: Path) -> list[Out]:
    """The outputs of a `*.dvc` file, or the outputs and dependencies of a `dvc.lock`, with their hashes."""
    data = _mapping(data)
    if path.name == "dvc.lock":
        stages = _mapping(data.get("stages", data)).values()
        entries = [e for s in stages for kind in ("outs", "deps") for e in _list(_mapping(s).get(kind))]
        folder = path.parent
    else:
        entries = _list(data.get("outs"))
        wdir = data.get("wdir")
        folder = path.parent / wdir if isinstance(wdir, str) else path.parent
    return [out for entry in entries if (out := _recorded(_mapping(entry), folder)) is not None]


def _recorded(entry: dict[Any, Any], folder: Path) -> Out | None:
    path, md5, size = entry.get("path"), entry.get("md5"), entry.get("size")
    if not isinstance(path, str):
        return None
    return Out(
        _absolute(folder, path),
        md5 if isinstance(md5, str) else None,
        size if isinstance(size, int) else None,
        legacy=entry.get("hash") != "md5",
    )


def _stage_outs(data: Any, folder: Path) -> list[Out]:
    """The outputs that the stages of a `dvc.yaml` are to write."""
    found: list[Out] = []
    for stage in _mapping(_mapping(data).get("stages")).values():
        body = _mapping(_mapping(stage).get("do", stage))
        wdir = body.get("wdir")
        here = folder / wdir if isinstance(wdir, str) else folder
        for kind in ("outs", "metrics", "plots"):
            for entry in _list(body.get(kind)):
                name = next(iter(entry), None) if isinstance(entry, dict) else entry
                if isinstance(name, str):
                    found.append(Out(_absolute(here, name)))
    return found


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
