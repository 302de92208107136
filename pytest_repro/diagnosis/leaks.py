"""Finds the earlier test whose leftovers change the outputs, and its line that leaves them."""

from __future__ import annotations

import json
import linecache
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_repro.diagnosis.changes import Change, change_of, is_seen_to_change_something
from pytest_repro.diagnosis.minimise import minimise
from pytest_repro.diagnosis.statements import statement_at
from pytest_repro.errors import ReproError
from pytest_repro.model import Site
from pytest_repro.trials.leaks import CACHE, LEAKS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_repro.diagnosis.laboratory import Laboratory


def leak_sites(laboratory: Laboratory) -> tuple[tuple[Site, ...], str]:
    """The lines to blame, and what they leave behind in words.

    The guilty tests are found by running fewer and fewer of them before the target; which state each leaves
    comes from fingerprints taken between them. Where none is left to be run, no trial would tell anything.
    """
    if not laboratory.earlier:
        return (), ""
    if laboratory.leak_directory is None:
        laboratory.leak()
    leaks = _read(laboratory.leak_directory)
    suspects = sorted(
        laboratory.earlier, key=lambda item: _innocence(laboratory.root, item, leaks.get(item, []))
    )

    def differs(sets: Sequence[frozenset[str]]) -> list[bool]:
        return [_differs(laboratory, tuple(i for i in laboratory.earlier if i in wanted)) for wanted in sets]

    try:
        guilty = minimise(suspects, suspects[:1], differs) or frozenset(leaks)
    except ReproError:
        guilty = frozenset(leaks)
    items = [item for item in laboratory.earlier if item in guilty]
    seen = _lines(laboratory.leaked_in)
    sites = tuple(
        site
        for item in items
        for site in _sites(laboratory.root, item, leaks.get(item, []), seen.get(item, {}))
    )
    words = "; ".join(f"{item} changes {', '.join(leaks[item][:4])}" for item in items if item in leaks)
    return sites, words or "; ".join(f"{item} runs before" for item in items)


def _differs(laboratory: Laboratory, tests: tuple[str, ...]) -> bool:
    """Of all tests it is known: where there is one only, no other trial need be run."""
    if tests == laboratory.earlier and laboratory.leak_differed is not None:
        return laboratory.leak_differed
    return not laboratory.leak(tests)


def _innocence(root: Path, item: str, names: list[str]) -> tuple[int, bool]:
    """How little speaks for what a test changes: that random streams have but moved on concerns nobody who
    seeds, and a cache of constants gives what the function itself would mostly give as well. Of equals, and
    where nothing that is watched has changed, its statements tell.
    """
    caches = [name.startswith(CACHE) for name in names]
    streams = [name.endswith(" stream") for name in names]
    acts = is_seen_to_change_something(*_place(root, item))
    if not names:
        return (1 if acts else 4), not acts
    return (3 if all(streams) else 2 if all(map(any, zip(caches, streams, strict=True))) else 0), not acts


def _read(directory: Path | None) -> dict[str, list[str]]:
    return {entry["item"]: entry["names"] for entry in _entries(directory or Path())}


def _lines(directories: Sequence[Path]) -> dict[str, dict[str, list[Any]]]:
    """By test and name, where trials that ran few tests saw a change: file, line and function."""
    entries = [entry for directory in directories for entry in _entries(directory)]
    return {entry["item"]: entry["lines"] for entry in entries if entry.get("lines")}


def _entries(directory: Path) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads((directory / LEAKS_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return found


def _sites(root: Path, item: str, names: list[str], seen: dict[str, list[Any]]) -> list[Site]:
    """The line of the test that changes what it leaves behind; that of its definition if none is seen to.

    Where a trial saw after which lines something had changed, it is one of those: what statements look like
    only says which.
    """
    words = {word for name in names for word in _words(name)}
    change = change_of(*_place(root, item), words)
    watched = _watched(root, names, seen)
    if change is not None and watched and change not in watched:
        change = watched[0]
    if change is None:
        return []
    text = linecache.getline(str(change.file), change.line).strip()
    return [Site(change.file.relative_to(root).as_posix(), change.line, change.function, text)]


def _watched(root: Path, names: list[str], seen: dict[str, list[Any]]) -> list[Change]:
    """Streams move on and caches fill in every test: they count where nothing else has changed."""
    weighty = [name for name in names if not name.endswith(" stream") and not name.startswith(CACHE)]
    places = [seen[name] for name in weighty or names if name in seen]
    files = [(Path(file), line, function) for file, line, function in places]
    return [
        Change(file, statement_at(str(file), line).first, function)
        for file, line, function in files
        if file.is_relative_to(root)
    ]


def _place(root: Path, item: str) -> tuple[Path, Path, str]:
    """The root, the file and the name of a test."""
    file, _, rest = item.partition("::")
    return root, root / file, rest.split("[")[0]


def _words(name: str) -> list[str]:
    """How a line of code would call what a fingerprint is named after."""
    if name.endswith(" stream"):
        return [name.split()[0].rpartition(".")[2]]
    if name == "working directory":
        return ["chdir"]
    if name in _SETTERS:
        return [name, *_SETTERS[name]]
    asked = re.search(r"(\w+)\(\)", name)
    last = name.split()[-1].rpartition(".")[2]
    if asked is None:
        return [f".{last}" if name.startswith("pandas.options.") else last]
    setter = asked[1].replace("get", "set", 1)
    return [*_SETTERS.get(asked[1], [setter]), *([] if last.endswith("()") else [f".{last}"])]


_GRADIENTS = ["set_grad_enabled", "no_grad", "enable_grad", "inference_mode"]
_SETTERS = {
    "are_deterministic_algorithms_enabled": ["use_deterministic_algorithms"],
    "firstweekday": ["setfirstweekday"],
    "get_default_dtype": ["set_default_dtype", "set_default_tensor_type"],
    "geterr": ["seterr", "errstate"],
    "is_autocast_enabled": ["autocast", "set_autocast_enabled"],
    "is_grad_enabled": _GRADIENTS,
    "is_inference_mode_enabled": _GRADIENTS,
    "isenabled": ["gc.disable", "gc.enable"],
    "localeconv": ["setlocale"],
    "matplotlib.rcParams": ["rcParams", "rc"],
    "mpmath.mp.prec": ["dps", "prec"],
    "sys.path": [],
    "torch._tensor_str.PRINT_OPTS": ["set_printoptions"],
    "warnings.filters": ["simplefilter", "filterwarnings", "resetwarnings"],
}
"""Where the name of what changes a switch is not that of what asks for it with another beginning."""
