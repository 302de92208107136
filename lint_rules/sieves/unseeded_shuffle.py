"""Methods called `sample` or `shuffle` that may be those of a data set, and loaders that may shuffle."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import last_name
from lint_rules.knowledge.loaders import LOADERS, is_own_loader
from lint_rules.knowledge.shuffles import FUNCTIONS, METHODS, OTHER_ORIGINS, TELLING_METHODS

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate

_SHUFFLES = [shuffle for shuffles in METHODS.values() for shuffle in shuffles]
_PACKAGES = frozenset(origin.partition(".")[0] for shuffle in _SHUFFLES for origin in shuffle.origins)
_KEYWORDS = frozenset().union(*(shuffle.telling for shuffle in _SHUFFLES))


def keeps(candidate: Candidate) -> bool:
    call = candidate.node
    if not isinstance(call, ast.Call):
        return False
    keywords = {keyword.arg for keyword in call.keywords}
    if candidate.target in LOADERS:
        starred = None in keywords or any(isinstance(arg, ast.Starred) for arg in call.args)
        return starred or "shuffle" in keywords or len(call.args) > 2
    if candidate.target.startswith("fastai."):
        return True
    if candidate.target in FUNCTIONS or (
        isinstance(call.func, ast.Attribute) and call.func.attr in TELLING_METHODS
    ):
        return True
    if candidate.target.startswith(OTHER_ORIGINS):
        return False
    if last_name(call.func) not in METHODS:
        return is_own_loader(last_name(call.func)) and any(map(_is_on, call.keywords))
    return bool(keywords & _KEYWORDS) or candidate.around.may_use(_PACKAGES)


def _is_on(keyword: ast.keyword) -> bool:
    value = keyword.value
    return keyword.arg == "shuffle" and isinstance(value, ast.Constant) and value.value is True
