"""Draws, times and the like that may become a seed: none does in a function that gives constant seeds only.

What a module or an object holds may be taken anywhere.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import last_name
from lint_rules.knowledge.entropy import ENTROPY
from lint_rules.knowledge.generators import GENERATORS, KEYS
from lint_rules.knowledge.streams import DRAWS, SEEDERS, named_like_a_seeder
from lint_rules.knowledge.words import SEED_KEYWORDS, SEED_METHODS, SEED_NAME

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate

_SEEDED = frozenset({*GENERATORS, *KEYS, *SEEDERS})
_SEEDED_NAMES = frozenset(name.rpartition(".")[2] for name in _SEEDED) | SEED_METHODS
_STORING = (ast.Assign, ast.AnnAssign)


def keeps(candidate: Candidate) -> bool:
    call = candidate.node
    if not isinstance(call, ast.Call):
        return False
    made = candidate.target in ENTROPY or candidate.target in DRAWS
    if not made or candidate.around.function(candidate.scope) is None:
        return True
    tree = candidate.tree
    if any(_is_put_into_object(node) for node in tree.ancestors(call)):
        return True
    return tree.remembered("gives a seed", lambda: any(_gives_seed(node, candidate) for node in tree.nodes))


def _is_put_into_object(node: ast.AST) -> bool:
    """`self.start = time.time()`: other methods may make a seed of it."""
    if not isinstance(node, _STORING):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(part, ast.Attribute) for target in targets for part in ast.walk(target))


def _gives_seed(node: ast.AST, candidate: Candidate) -> bool:
    """Whether something that is not written down becomes a seed here, or is kept as one."""
    if isinstance(node, ast.Call):
        return _is_given_seed(node, candidate)
    if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
        return _is_seed(node.id if isinstance(node, ast.Name) else node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return isinstance(key, str) and _is_seed(key.rpartition(".")[2])
    return isinstance(node, ast.arg) and _is_seed(node.arg)


def _is_given_seed(call: ast.Call, candidate: Candidate) -> bool:
    made = [keyword for keyword in call.keywords if not isinstance(keyword.value, ast.Constant)]
    if any(keyword.arg in SEED_KEYWORDS for keyword in made):
        return True
    if not made and all(isinstance(arg, ast.Constant) for arg in call.args):
        return False
    function = call.func
    name = last_name(function)
    return name in _SEEDED_NAMES or named_like_a_seeder(name) or candidate.resolve(function) in _SEEDED


def _is_seed(name: str) -> bool:
    return SEED_NAME.fullmatch(name) is not None
