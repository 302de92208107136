"""DVC's files: `*.dvc` and `dvc.lock`, which record what lies at a path, and the stages of `dvc.yaml`."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.entries import Entry
from lint_rules.manifests.formats.yaml import load
from lint_rules.tracking.dvc import TEMPLATE, differs, folder_of, names, recorded, template_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePath

    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node

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
    for entry, out in recorded(root, path):
        if differs(out):
            yield StaleOut(entry.values["md5"].span, entry.values["path"].text or "")


def _gaps(name: str, stage: Node, folder: Path) -> Iterator[StageGap]:
    """What the command of a stage runs or reads and its `deps` do not hold."""
    command = stage.get("cmd")
    if command is None or _is_frozen(stage):
        return
    here = folder_of(stage, folder)
    deps = names(stage.get("deps"))
    known = [*deps, *names(stage.get("outs")), *names(stage.get("metrics")), *names(stage.get("plots"))]
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
    if TEMPLATE.search(word) or word.startswith(("-", "/", "$")) or "*" in word:
        return False
    place = folder / word
    return place.is_file() and (bool(_SCRIPT.search(word)) or "/" in word or "." in word)


def _is_covered(word: str, known: list[str], folder: Path) -> bool:
    """Whether a file is named itself, lies in a folder that is, or may be what a template stands for."""
    place = os.path.normpath(folder / word)
    for name in known:
        if TEMPLATE.search(name):
            if re.fullmatch(f"(.*/)?{template_pattern(name)}(/.*)?", word):
                return True
            continue
        there = os.path.normpath(folder / name)
        if place == there or place.startswith(there.rstrip("/") + "/"):
            return True
    return False
