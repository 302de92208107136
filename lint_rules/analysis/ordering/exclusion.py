"""Lists that are only searched: what is to be left out, or let in, or read of a table (`usecols`)."""

from __future__ import annotations

import re

import libcst as cst

from lint_rules.analysis.tree.nodes import dotted_name

LEFT_OUT = re.compile(
    r"(\w+_)?(to_)?(remove|drop|delete|ignored?|exclude[ds]?|excluding|skip|forbidden|allowed|blacklist|whitelist|choices|usecols)(_\w+)?"
)


def is_left_out(method: cst.BaseExpression) -> bool:
    """Whether a method is called of such a list, by its name: `excluded_files.append`."""
    if not isinstance(method, cst.Attribute):
        return False
    return LEFT_OUT.fullmatch((dotted_name(method.value) or "").rpartition(".")[2]) is not None
