"""Finds the earlier test whose leftovers change the outputs, and its line that leaves them."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.minimise import minimise
from pytest_repro.errors import ReproError
from pytest_repro.model import Site
from pytest_repro.trials.leaks import LEAKS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_repro.diagnosis.laboratory import Laboratory


def leak_sites(laboratory: Laboratory) -> tuple[tuple[Site, ...], str]:
    """The lines to blame, and what they leave behind in words.

    The guilty tests are found by running fewer and fewer of them before the target; which state each leaves
    comes from fingerprints taken between them.
    """
    if laboratory.leak_directory is None:
        laboratory.leak()
    leaks = _read(laboratory.leak_directory)
    leaving = [item for item in laboratory.earlier if item in leaks]

    def differs(sets: Sequence[frozenset[str]]) -> list[bool]:
        return [not laboratory.leak(tuple(i for i in laboratory.earlier if i in wanted)) for wanted in sets]

    try:
        guilty = minimise(laboratory.earlier, leaving[-1:], differs) or frozenset(leaving)
    except ReproError:
        guilty = frozenset(leaving)
    items = [item for item in laboratory.earlier if item in guilty]
    sites = tuple(site for item in items for site in _sites(laboratory.root, item, leaks.get(item, [])))
    words = "; ".join(f"{item} changes {', '.join(leaks[item][:4])}" for item in items if item in leaks)
    return sites, words or "; ".join(f"{item} runs before" for item in items)


def _read(directory: Path | None) -> dict[str, list[str]]:
    try:
        entries = json.loads(((directory or Path()) / LEAKS_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {entry["item"]: entry["names"] for entry in entries}


def _sites(root: Path, item: str, names: list[str]) -> list[Site]:
    """Lines of the test that mention what it changes; the line of its definition if none does."""
    file, _, rest = item.partition("::")
    function = rest.split("[")[0].rpartition("::")[2]
    try:
        text = (root / file).read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (OSError, SyntaxError, ValueError):
        return []
    lines = text.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function:
            chosen = _mentions(node, {name.split()[-1].rpartition(".")[2] for name in names}) or [node.lineno]
            return [Site(file, line, function, lines[line - 1].strip()) for line in chosen]
    return []


def _mentions(function: ast.FunctionDef | ast.AsyncFunctionDef, names: set[str]) -> list[int]:
    """Lines that assign to, delete or pass on one of the names."""
    found: dict[int, None] = {}
    for node in ast.walk(function):
        name = (
            node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None
        )
        if name in names and isinstance(node, ast.Attribute | ast.Name):
            found[node.lineno] = None
    return sorted(found)[:1]
