"""Seeds that calls are given, and whether one is another in every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.values import parts
from lint_rules.knowledge.entropy import ENTROPY
from lint_rules.knowledge.generators import GENERATORS, KEYS
from lint_rules.knowledge.streams import DRAWS, SEEDERS, named_like_a_seeder
from lint_rules.knowledge.words import SEED_KEYWORDS, SEED_METHODS

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile


def seeds_given(call: cst.Call, name: str) -> list[cst.BaseExpression]:
    """The arguments that are seeds, of a call whose function resolves to `name`."""
    if name in KEYS:
        return [arg.value for arg in call.args if not arg.star]
    found = [a.value for a in call.args if a.keyword is not None and a.keyword.value in SEED_KEYWORDS]
    if seeds_by_itself(call, name):
        first = argument(call, GENERATORS.get(name, "seed"), 0)
        found += [first] if first is not None and first not in found else []
    return found


def seeds_by_itself(call: cst.Call, name: str) -> bool:
    """Whether seeding is what a call is for, not one of its settings."""
    method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
    known = name in SEEDERS or name in GENERATORS or name in KEYS
    return known or method in SEED_METHODS or named_like_a_seeder(spelled(call))


def entropy_in(file: SourceFile, seed: cst.BaseExpression) -> tuple[cst.Call, str] | None:
    """The call that makes a seed differ, and what it is."""
    for part in parts(file, seed):
        if not isinstance(part, cst.Call):
            continue
        name = file.resolve(part.func)
        if name in ENTROPY:
            return part, ENTROPY[name]
        stream = DRAWS.get(name)
        if stream is not None and not file.is_seeded(part, stream):
            return part, "a draw that is not seeded"
    return None


def spelled(call: cst.Call) -> str:
    """The last part of the name of what is called, as it is written."""
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return call.func.value if isinstance(call.func, cst.Name) else ""
