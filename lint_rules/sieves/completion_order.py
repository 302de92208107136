"""Calls in which a keyword may give up an order: most have a keyword of that name for other reasons."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.dotted import last_name
from lint_rules.knowledge.completion import (
    AS_COMPLETED,
    CALLING_BACK,
    GIVEN_UP,
    QUEUE_NAMES,
    QUEUES,
    UNORDERED_METHODS,
    WAITS,
)

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate

_KNOWN = AS_COMPLETED | WAITS | QUEUES | {"tensorflow.data.Options"}
_METHODS = QUEUE_NAMES | UNORDERED_METHODS.keys()


def keeps(candidate: Candidate) -> bool:
    call = candidate.node
    if candidate.target in _KNOWN or not isinstance(call, ast.Call):
        return True
    name = last_name(call.func)
    return name in _METHODS or any(_gives_up_order(keyword, name) for keyword in call.keywords)


def _gives_up_order(keyword: ast.keyword, name: str) -> bool:
    if keyword.arg == "callback":
        return name in CALLING_BACK
    return keyword.arg == "return_as" or name in GIVEN_UP.get(keyword.arg or "", ())
