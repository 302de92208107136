"""Commands of files that name an installer, and calls that take packages from their caller."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from lint_rules.knowledge.deployments import (
    METHOD_PACKAGES,
    METHOD_SCRIPTS,
    PACKAGES,
    SCRIPTS,
    SPARK_PACKAGES,
)
from lint_rules.knowledge.installers import NAMES_INSTALLER

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate

_STARTERS = ("subprocess.", "os.", "asyncio.", "pip.")


def keeps(candidate: Candidate) -> bool:
    call, target = candidate.node, candidate.target
    if not isinstance(call, ast.Call):
        return False
    if any(keyword.arg == "runtime_env" for keyword in call.keywords) or target in SCRIPTS:
        return True
    if target.rpartition(".")[2] in PACKAGES.get(target.partition(".")[0], ()):
        return True
    if target.startswith(_STARTERS) and _names_installer(candidate.around.text):
        return True
    return isinstance(call.func, ast.Attribute) and _is_told(candidate, call.func.attr)


@lru_cache(maxsize=1)
def _names_installer(text: str) -> bool:
    """Asked for each call of a file."""
    return NAMES_INSTALLER.search(text) is not None


def _is_told(candidate: Candidate, method: str) -> bool:
    """Whether a method may be one that takes packages or commands."""
    around = candidate.around
    if method in ("config", "set"):
        return SPARK_PACKAGES in around.text
    tables = (*METHOD_PACKAGES.items(), *METHOD_SCRIPTS.items())
    return any(method in methods and package in around.packages for package, methods in tables)
