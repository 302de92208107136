"""Facts and findings as plain lists, to be stored or to cross to another process, and back.

Of the facts of a file only what other files ask for is packed: not which of its statements a rule wants.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from lint_rules.analysis.scanning.facts import Branch, Call, Decorator, Facts, Scope
from lint_rules.model import Edit, Finding, Fix, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_PARENT = -2
_KINDS = ("mention", "call", "import")
_SEEDED = tuple((seeded, told) for told in (False, True) for seeded in (False, True, None))
_FINDING = tuple(field.name for field in fields(Finding))
_FIX = _FINDING.index("fix")


def pack_facts(facts: Facts) -> list[Any]:
    """Texts that occur often in a file are written once and numbered."""
    texts: dict[str, int] = {}
    numbers = {id(facts.module): -1} | {id(scope): n for n, scope in enumerate(facts.scopes)}
    scopes = [_pack_scope(scope, numbers, texts) for scope in [facts.module, *facts.scopes]]
    head = [facts.path, facts.module_name, facts.is_package, facts.insists_on_hash_seed]
    head += [facts.guarded, facts.acts, sorted(facts.handed)]
    return [*head, list(texts), scopes]


def dumped_facts(facts: Facts) -> str:
    return json.dumps(pack_facts(facts), separators=(",", ":"))


def _pack_scope(scope: Scope, numbers: dict[int, int], texts: dict[str, int]) -> list[Any]:
    parent = numbers[id(scope.parent)] if scope.parent is not None else _NO_PARENT
    calls: list[int] = []
    for call in scope.calls:
        target = texts.setdefault(call.target, len(texts))
        code = _KINDS.index(call.kind) * len(_SEEDED) + _SEEDED.index((call.seeded, call.told))
        calls += (call.line, call.column, target, code)
    return [
        scope.kind,
        scope.qualname,
        parent,
        scope.line,
        scope.column,
        list(scope.parameters),
        list(scope.bases),
        [list(decorator) for decorator in scope.decorators],
        {} if scope.kind == "function" else scope.names,
        calls,
        scope.stars,
        scope.returns_set,
        scope.optional,
        [number for branch in scope.branches for number in branch],
    ]


def unpack_facts(packed: Sequence[Any]) -> Facts:
    path, module_name, is_package, insists, guarded, acts, handed, texts, scopes = packed
    made = [_unpack_scope(scope, texts) for scope in scopes]
    for scope, values in zip(made, scopes, strict=True):
        if values[2] != _NO_PARENT:
            scope.parent = made[values[2] + 1]  # the module comes first
    facts = Facts(path, module_name, is_package, made[0], scopes=made[1:])
    facts.insists_on_hash_seed = insists
    facts.guarded, facts.acts = [(first, last) for first, last in guarded], acts
    facts.handed = set(handed)
    return facts


def _unpack_scope(packed: Sequence[Any], texts: Sequence[str]) -> Scope:
    kind, qualname, _, line, column, parameters, bases, decorators, names, flat, stars, returns, *more = (
        packed
    )
    optional, branches = more
    numbers = iter(flat)
    calls = [
        Call(at, offset, texts[target], _KINDS[code // len(_SEEDED)], *_SEEDED[code % len(_SEEDED)])
        for at, offset, target, code in zip(numbers, numbers, numbers, numbers, strict=True)
    ]
    return Scope(
        kind,
        qualname,
        None,
        line,
        column,
        tuple(parameters),
        tuple(bases),
        [Decorator(target, auto, name, tuple(used)) for target, auto, name, used in decorators],
        names,
        calls,
        stars,
        optional,
        returns,
        [Branch(*branches[i : i + 3]) for i in range(0, len(branches), 3)],
    )


def pack_finding(finding: Finding) -> list[Any]:
    values = [getattr(finding, name) for name in _FINDING]
    fix = finding.fix
    if fix is not None:
        values[_FIX] = [fix.message, [[list(edit.span), edit.text] for edit in fix.edits], fix.safe]
    return values


def unpack_finding(packed: Sequence[Any]) -> Finding:
    values = list(packed)
    if values[_FIX] is not None:
        message, edits, safe = values[_FIX]
        values[_FIX] = Fix(message, tuple(Edit(Span(*span), text) for span, text in edits), safe)
    return Finding(*values)
