"""Answers that depend on nothing but a place in the tree and a name, found once for each.

A generated function asks the same of the same name at each of its thousands of uses; to look through all the
uses each time takes the square of its length.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    import libcst as cst

    from lint_rules.analysis.tree.source import SourceFile

_Answer = TypeVar("_Answer")


def remembered(
    find: Callable[[SourceFile, cst.CSTNode, str], _Answer],
) -> Callable[[SourceFile, cst.CSTNode, str], _Answer]:
    """Keep with the file what is said of a name below one of its nodes. Nobody may change it afterwards."""

    @wraps(find)
    def answer(file: SourceFile, within: cst.CSTNode, name: str) -> _Answer:
        key = (find, id(within), name)
        if key not in file.remembered:
            file.remembered[key] = find(file, within, name)
        return cast("_Answer", file.remembered[key])

    return answer
