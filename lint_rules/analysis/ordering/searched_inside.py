"""Lists in which a loop only looks for what it has had before."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import bindings, is_store, occurrences
from lint_rules.analysis.tree.remembering import remembered
from lint_rules.knowledge.consumers import ORDER_KEEPING_METHODS

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_NO_CODE = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|#[^\n]*")


def is_only_searched_inside(file: SourceFile, name: str, loop: cst.CSTNode) -> bool:
    """`if name in seen: ...` and `seen.append(name)`, where nobody can ask for the list afterwards.

    So it is in a function, and in a notebook, from which no other file imports.
    """
    function = file.function(loop)
    if isinstance(function, cst.Module) and not (file.is_notebook and _is_all_parsed(file, name)):
        return False
    bound = bindings(file, function, name)
    if not bound or any(isinstance(file.parent(node), cst.Param | cst.NameItem) for node, _ in bound):
        return False
    searches = [_searches(file, use) for use in occurrences(file, function, name) if not is_store(file, use)]
    return any(searches) and None not in searches


def _is_all_parsed(file: SourceFile, name: str) -> bool:
    return _words(file, file.module, "")[name] <= len(file.names(file.module, name))


@remembered
def _words(file: SourceFile, _module: cst.CSTNode, _: str) -> Counter[str]:
    """How often the code of a file says what."""
    return Counter(re.findall(r"\w+", _NO_CODE.sub("", file.text)))


def _searches(file: SourceFile, use: cst.Name) -> bool | None:
    """Whether a use looks something up in the list, or only adds to it; None of any other."""
    parent = file.parent(use)
    if isinstance(parent, cst.ComparisonTarget):
        return True if isinstance(parent.operator, cst.In | cst.NotIn) else None
    adds = isinstance(parent, cst.Attribute) and parent.attr.value in ORDER_KEEPING_METHODS
    return False if adds else None
