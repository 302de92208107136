"""DVC's files: `*.dvc` and `dvc.lock`, which record what lies at a path, and the stages of `dvc.yaml`."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.manifests.formats.yaml import load
from lint_rules.model import Entry
from lint_rules.tracking.dvc import Out, differs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node

_TEMPLATE = re.compile(r"\$\{[^}]*\}")
_SCRIPT = re.compile(r"\.(py|ipynb|sh|r|jl)$", re.IGNORECASE)


@dataclass(frozen=True)
class StaleOut(Entry):
    """A path whose content is not what was recorded."""

    path: str


@dataclass(frozen=True)
class StageGap(Entry):
    """A stage that does not say on what it depends: at all, or on a file that its command names."""

    stage: str
    missing: str | None


def matches(path: PurePath) -> bool:
    return path.name in ("dvc.yaml", "dvc.lock") or (path.suffix == ".dvc" and path.stem != "")


def read(manifest: Manifest) -> Iterator[Entry]:
    root = load(manifest.text)
    if root is None:
        return
    if manifest.path.name == "dvc.yaml":
        for name, stage in (root.get("stages") or root).values.items():
            yield from _gaps(name, stage.get("do") or stage, manifest.path.parent)
    else:
        yield from _stale(root, manifest.path)


def _stale(root: Node, path: Path) -> Iterator[StaleOut]:
    folder = path.parent / (_string(root.get("wdir")) or ".")
    stages = root.get("stages")
    holders = [root] if stages is None else list(stages.values.values())
    for holder in holders:
        outs = holder.get("outs")
        for entry in outs.items if outs is not None else ():
            name, recorded = _string(entry.get("path")), entry.get("md5")
            if name is None or recorded is None or recorded.string is None:
                continue
            size = _string(entry.get("size"))
            legacy = _string(entry.get("hash")) != "md5"
            known = int(size) if size is not None and size.isdigit() else None
            if differs(Out(Path(os.path.normpath(folder / name)), recorded.string, known, legacy)):
                yield StaleOut(recorded.span, name)


def _gaps(name: str, stage: Node, folder: Path) -> Iterator[StageGap]:
    """What the command of a stage runs or reads and its `deps` do not hold."""
    command = stage.get("cmd")
    if command is None or _is_frozen(stage):
        return
    here = folder / (_string(stage.get("wdir")) or ".")
    deps = _names(stage.get("deps"))
    known = [*deps, *_names(stage.get("outs")), *_names(stage.get("metrics")), *_names(stage.get("plots"))]
    lines = command.items or [command]
    missing = [
        (line, word)
        for line in lines
        for word in dict.fromkeys(_words(line.string or ""))
        if _is_file(here, word) and not _is_covered(word, known, here)
    ]
    if missing and not deps:
        yield StageGap(missing[0][0].span, name, None)
        return
    for line, word in missing:
        yield StageGap(line.span, name, word)


def _is_frozen(stage: Node) -> bool:
    frozen, always = stage.get("frozen"), stage.get("always_changed")
    return any(flag is not None and flag.text == "true" for flag in (frozen, always))


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command.replace("\n", " ; "))
    except ValueError:
        return command.split()


def _is_file(folder: Path, word: str) -> bool:
    """Whether a word of a command is a script or a data file that lies there."""
    if _TEMPLATE.search(word) or word.startswith(("-", "/", "$")) or "*" in word:
        return False
    place = folder / word
    return place.is_file() and (bool(_SCRIPT.search(word)) or "/" in word or "." in word)


def _is_covered(word: str, known: list[str], folder: Path) -> bool:
    """Whether a file is named itself, lies in a folder that is, or may be what a template stands for."""
    place = os.path.normpath(folder / word)
    for name in known:
        if _TEMPLATE.search(name):
            pattern = ".+".join(re.escape(part) for part in _TEMPLATE.split(name))
            if re.fullmatch(f"(.*/)?{pattern}(/.*)?", word):
                return True
            continue
        there = os.path.normpath(folder / name)
        if place == there or place.startswith(there.rstrip("/") + "/"):
            return True
    return False


def _names(node: Node | None) -> list[str]:
    """The paths in a list whose entries are paths, or mappings from one path to its settings."""
    if node is None:
        return []
    found = [next(iter(item.values), None) if item.values else item.string for item in node.items]
    return [name for name in found if name]


def _string(node: Node | None) -> str | None:
    return node.string if node is not None else None
