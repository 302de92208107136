"""The rules as far as they must be known before one of them runs: codes, names, and what makes them look.

Importing forty rules and the parser that they use takes longer than linting a file. So what the rule files
declare is kept beside their bytecode, for as long as no file of this package changes, and a rule is imported
when it has something to look at.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xxhash

from lint_rules.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lint_rules.rule import Rule


# What a rule declares beside what makes it look.
_SWITCHES = (
    *("only_called", "follows_names", "within_function", "unseeded", "beside_seeds", "iterated_sets"),
    *("follows_calls", "in_tables", "reads_constants", "salted"),
)


@dataclass(frozen=True)
class Listed:
    """A rule that need not have been imported."""

    code: str
    name: str
    module: str
    class_name: str
    opt_in: bool
    reads_source: bool
    reads_manifests: bool
    # As on `SourceRule`.
    markers: tuple[str, ...] = ()
    calls: frozenset[str] = frozenset()
    packages: tuple[tuple[str, frozenset[str]], ...] = ()
    methods: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    syntax: frozenset[str] = frozenset()
    only_called: bool = False
    follows_names: bool = False
    within_function: bool = False
    unseeded: str = ""
    beside_seeds: bool = False
    iterated_sets: bool = False
    follows_calls: bool = False
    reads_constants: bool = False
    in_tables: bool = False
    salted: bool = False
    sieved: bool = False  # whether `lint_rules/sieves/` has a file of the same name

    def load(self) -> type[Rule]:
        found: type[Rule] = getattr(importlib.import_module(self.module), self.class_name)
        return found


@cache
def catalogue() -> tuple[Listed, ...]:
    """Every rule, by code."""
    stored = _read()
    if stored is None:
        stored = [_described(rule) for rule in _imported()]
        _write(stored)
    return tuple(_listed(described) for described in stored)


@cache
def opt_in_codes() -> frozenset[str]:
    """The rules that neither `ALL` nor a family selects."""
    return frozenset(rule.code for rule in catalogue() if rule.opt_in)


def _imported() -> tuple[type[Rule], ...]:
    from lint_rules.registry import all_rules

    return all_rules()


def _described(rule: type[Rule]) -> dict[str, Any]:
    from lint_rules.rule import ManifestRule, SourceRule

    described: dict[str, Any] = {
        "code": rule.code,
        "name": rule.name,
        "module": rule.__module__,
        "class_name": rule.__name__,
        "opt_in": rule.opt_in,
        "reads_source": issubclass(rule, SourceRule),
        "reads_manifests": issubclass(rule, ManifestRule),
    }
    if issubclass(rule, SourceRule):
        described["markers"] = [marker.decode() for marker in rule.markers]
        described["packages"] = sorted([name, sorted(names)] for name, names in rule.packages.items())
        for name in ("calls", "methods", "keywords", "parameters", "syntax"):
            described[name] = sorted(getattr(rule, name))
        for name in _SWITCHES:
            described[name] = getattr(rule, name)
        name = rule.__module__.rpartition(".")[2]
        described["sieved"] = importlib.util.find_spec(f"lint_rules.sieves.{name}") is not None
    return described


def _listed(described: Mapping[str, Any]) -> Listed:
    values = dict(described)
    for name in ("calls", "methods", "keywords", "parameters", "syntax"):
        values[name] = frozenset(values.get(name, ()))
    values["markers"] = tuple(values.get("markers", ()))
    values["packages"] = tuple((name, frozenset(names)) for name, names in values.get("packages", ()))
    return Listed(**values)


def _files() -> Iterator[Path]:
    """Where the list may lie: with what Python compiles of the rules, or else among the user's own caches."""
    from lint_rules import rules

    if not sys.dont_write_bytecode:
        with suppress(NotImplementedError):
            compiled = Path(importlib.util.cache_from_source(str(rules.__file__)))
            yield compiled.with_name(f"catalogue.{sys.implementation.cache_tag}.json")
    own = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - may be unknown
    where = xxhash.xxh3_64_hexdigest(f"{rules.__file__} {sys.implementation.cache_tag}".encode())
    yield Path(own, "repro-lint", f"catalogue-{where}.json")


def _read() -> list[dict[str, Any]] | None:
    for file in _files():
        with suppress(OSError, ValueError, KeyError, TypeError):  # absent or damaged
            content = json.loads(file.read_text(encoding="utf-8"))
            if content["of"] == fingerprint():
                return list(content["rules"])
    return None


def _write(rules: list[dict[str, Any]]) -> None:
    """Keep the list in the first place that can be written to; where there is none, it is made each time."""
    for file in _files():
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            draft = file.with_name(f"{file.name}.{os.getpid()}")
            draft.write_text(json.dumps({"of": fingerprint(), "rules": rules}), encoding="utf-8")
            draft.replace(file)
            return
