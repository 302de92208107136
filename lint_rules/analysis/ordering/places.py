"""Where an order hardly matters to anybody: in what a test only asserts, and in how a project is packaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.project.programs import is_test
from lint_rules.analysis.tree.nodes import dotted_name

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.model import Confidence

_PACKAGING = frozenset({"setup.py", "noxfile.py"})


def confidence_at(file: SourceFile, node: cst.CSTNode, said: Confidence = "high") -> Confidence:
    """How sure a finding about order is, with what is known of the place: low where no result comes from."""
    return "low" if is_packaging(file) or is_in_test(file, node) else said


def is_packaging(file: SourceFile) -> bool:
    return file.path.name in _PACKAGING


def is_in_test(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a node stands in a test; what a fixture makes, or is marked as reproducible, is data."""
    if not is_test(file.facts) or file.path.name == "conftest.py":
        return False
    around = [a for a in (node, *file.ancestors(node)) if isinstance(a, cst.FunctionDef)]
    decorators = [dotted_name(_called(part.decorator)) or "" for a in around for part in a.decorators]
    return not any("repro" in name or name.endswith("fixture") for name in decorators)


def _called(decorator: cst.BaseExpression) -> cst.BaseExpression:
    return decorator.func if isinstance(decorator, cst.Call) else decorator
