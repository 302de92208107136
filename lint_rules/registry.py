"""Finds the extensions of a package: one class to a file, sorted, none malformed, none a duplicate."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from functools import cache
from typing import TYPE_CHECKING

from lint_rules.errors import RuleError
from lint_rules.rule import ManifestRule, Rule, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

SECTIONS = ("## What it does", "## Why is this bad?", "## Example", "## Use instead")
_CODE = re.compile(r"REP[1-9]\d\d")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def modules_of(package: ModuleType) -> list[ModuleType]:
    """Every module in a package, by name. Its subpackages hold what the modules share."""
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__) if not info.ispkg)
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


@cache
def all_rules() -> tuple[type[Rule], ...]:
    """Every rule, by code."""
    from lint_rules import rules

    return collect(modules_of(rules))


def collect(modules: Iterable[ModuleType]) -> tuple[type[Rule], ...]:
    """The rules in some modules, by code. Raises `RuleError`, with file and line."""
    found: dict[str, type[Rule]] = {}
    names: dict[str, type[Rule]] = {}
    for module in modules:
        rules = _rules_in(module)
        if len(rules) != 1:
            raise RuleError(f"{module.__file__}:1: holds {len(rules)} rules; a rule file holds exactly one")
        rule = rules[0]
        fault = _fault(rule)
        if fault is not None:
            raise RuleError(f"{_place(rule)}: {fault}")
        for key, known in ((rule.code, found), (rule.name, names)):
            if key in known:
                raise RuleError(f"{_place(rule)}: {key} is already taken by {_place(known[key])}")
            known[key] = rule
    return tuple(found[code] for code in sorted(found))


def _rules_in(module: ModuleType) -> list[type[Rule]]:
    classes = [c for _, c in inspect.getmembers(module, inspect.isclass) if c.__module__ == module.__name__]
    return [c for c in classes if issubclass(c, Rule)]


def _place(rule: type[Rule]) -> str:
    return f"{inspect.getsourcefile(rule)}:{inspect.getsourcelines(rule)[1]}"


def _fault(rule: type[Rule]) -> str | None:
    """What is wrong with a rule, if anything."""
    if not _CODE.fullmatch(rule.code):
        return f"{rule.__name__} has the code {rule.code!r}; expected something like 'REP101'"
    if not _NAME.fullmatch(rule.name):
        return f"{rule.code} has the name {rule.name!r}; expected lower-case words joined by '-'"
    missing = [s for s in SECTIONS if s not in (rule.__doc__ or "")]
    if missing:
        return f"the docstring of {rule.code} lacks the section {missing[0]!r}"
    if not rule.valid or not rule.invalid:
        return f"{rule.code} needs both valid and invalid examples"
    if not issubclass(rule, SourceRule | ManifestRule):
        return f"{rule.code} is neither a SourceRule nor a ManifestRule"
    manifest_fault = _manifest_fault(rule) if issubclass(rule, ManifestRule) else None
    return manifest_fault or (_visitor_fault(rule) if issubclass(rule, SourceRule) else None)


def _manifest_fault(rule: type[ManifestRule]) -> str | None:
    if rule.check is ManifestRule.check:
        return f"{rule.code} lacks the method 'check'"
    return None if rule.entries else f"{rule.code} declares no kinds of entries"


def _visitor_fault(rule: type[SourceRule]) -> str | None:
    from lint_rules.analysis.tree.nodes import (
        node_names,  # brings libcst, which readers and formats do without
    )

    visitors = visitor_names(rule)
    unknown = sorted(set(visitors) - set(node_names()))
    if unknown:
        return f"{rule.code} has the visitor '{unknown[0]}', which names no libcst node"
    if not visitors:
        return f"{rule.code} has no visitor such as 'visit_call'"
    if any(marker.split() != [marker] for marker in rule.markers):
        return f"{rule.code} has a marker that is empty or holds a blank"
    return None if rule.markers else f"{rule.code} declares no byte markers"


def visitor_names(rule: type[SourceRule]) -> list[str]:
    return sorted(name for name in dir(rule) if name.startswith("visit_"))
