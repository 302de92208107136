"""Whether code evaluates an agent, or shows and tries an environment, and learns nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.project.programs import is_test_path
from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.conditions import conditions_met
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.knowledge.environments import NO_TRAINING

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

# Words of a program that shows an environment or tries it, and of one that learns, or keeps what it has seen.
_SHOWING = re.compile(r"action_space|animation|display|gif|imshow|render|video", re.I)
_LEARNING = re.compile(
    r"(?<![a-z])(agents?|backward|buffer|collect|dataset|experience|fit|improve|learn|learning|loss|memory|optim|"
    r"optimi[sz]ers?|policy|q|remember|replay|train|trainer|training)(?![a-z])",
    re.I,
)

# A function called `play` may learn all the same.
_LEARNS = re.compile(r"_*(backward|fit|learn|optimi[sz]e|replay|train|update)(_.*)?", re.I)
# A program that loads what was learnt, shows what it does, and has nothing learn.
_LOADS = re.compile(r"load_(model|state_dict|weights)\(|\w\.load\(")
_SHOWS = re.compile(r"\.render\(")
_MAKES_LEARN = re.compile(r"(?<![a-z])(backward|fit|learn|optimi[sz]e|replay|train|update)\w*\(", re.I)


def is_evaluation(file: SourceFile, node: cst.CSTNode) -> bool:
    """By the name of the function or script (`enjoy.py`), or by what it does; tests are something else."""
    stem = file.path.stem
    if NO_TRAINING.fullmatch(stem) and not stem.startswith("test_"):
        return True
    if _LOADS.search(file.text) and _SHOWS.search(file.text) and not _MAKES_LEARN.search(file.text):
        return True
    if any(map(_asks_for_evaluation, conditions_met(file, node))):
        return True
    function = file.function(node)
    if not isinstance(function, cst.FunctionDef) or NO_TRAINING.fullmatch(function.name.value) is None:
        return False
    if function.name.value.startswith("play") and _learns_in(file, function):
        return False
    return not (function.name.value.startswith("test_") and is_test_path(file.facts.path))


def only_looks(file: SourceFile) -> bool:
    """Whether a test looks at an environment, or a program shows one, or tries it, and learns nothing.

    Of one that tries random actions the text may say what it leaves to others, but not its names.
    """
    if is_test_path(file.facts.path):
        return True
    if _SHOWING.search(file.text) is None:
        return False
    named = [p.value for p in file.below(file.module) if isinstance(p, cst.Name)]
    if "action_space" in named and not any(map(_LEARNING.search, named)):
        return True
    return _LEARNING.search(file.text) is None


def _learns_in(file: SourceFile, function: cst.FunctionDef) -> bool:
    calls = (part for part in file.below(function.body) if isinstance(part, cst.Call))
    return any(_LEARNS.fullmatch(_last(call)) for call in calls)


def _asks_for_evaluation(test: cst.BaseExpression) -> bool:
    """`args.mode == "test"`, or plainly `args.render`."""
    said = dotted_name(test)
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        target = test.comparisons[0]
        text = constant(target.comparator) if isinstance(target.operator, cst.Equal) else None
        said = text if isinstance(text, str) else None
    return said is not None and NO_TRAINING.fullmatch(said.rpartition(".")[2]) is not None


def _last(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else dotted_name(call.func) or ""
