"""When a statement runs: at import, before a seed of the same function, or later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.asides import is_only_aside
from lint_rules.analysis.tree.fallbacks import is_parameter_fallback
from lint_rules.analysis.tree.filled import is_filled_later
from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.probing import is_only_a_probe, is_sample_input
from lint_rules.analysis.tree.showing import chooses_what_is_shown, is_jitter
from lint_rules.analysis.tree.smoke import is_in_smoke_test, is_speed_benchmark
from lint_rules.analysis.tree.taken_seeds import seeds_by_itself
from lint_rules.analysis.tree.unread import (
    is_always_the_same,
    is_choice_of_one,
    is_never_read,
    is_shuffled_for_nobody,
)
from lint_rules.analysis.tree.values import holder_of, stored_as, targets_of
from lint_rules.knowledge.words import SEED_NAME

if TYPE_CHECKING:
    from lint_rules.analysis.project.questions import Unseeded
    from lint_rules.analysis.tree.source import SourceFile


def unseeded_draw(file: SourceFile, node: cst.CSTNode, *streams: str) -> Unseeded | None:
    """Why a draw from all of some streams is unseeded; None where it may be seeded.

    Also None where another rule says more: the draw is made at import (REP111), the seed only comes later
    (REP109), or the draw is itself a seed (REP106). And where nothing depends on what is drawn.
    """
    if import_moment(file, node) is not None or is_a_seed(file, node) or comes_to_nothing(file, node):
        return None
    found = None
    for stream in streams:
        found = file.unseeded(node, stream)
        if found is None or late_seed(file, node, stream) is not None:
            return None
    if found is None or not (
        is_sample_input(file, node)
        or is_filled_later(file, node)
        or (isinstance(node, cst.Call) and chooses_what_is_shown(file, node))
    ):
        return found
    return found._replace(confidence="low")


def comes_to_nothing(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether no result depends on what is drawn."""
    if is_never_read(file, node) or is_shuffled_for_nobody(file, node) or is_choice_of_one(file, node):
        return True
    if is_only_aside(file, node) or is_always_the_same(file, node) or is_jitter(file, node):
        return True
    return is_only_a_probe(file, node) or is_only_tried(file, node)


def is_only_tried(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether something is there to fail, to show that a module works, or to be timed."""
    return is_meant_to_fail(file, node) or is_in_smoke_test(file, node) or is_speed_benchmark(file)


def late_seed(file: SourceFile, node: cst.CSTNode, stream: str) -> int | None:
    """The line of a seed that comes only after a node in the same function, and that it may still come to."""
    line = file.seeded_after(node, stream)
    function = file.function(node)
    for ancestor in file.ancestors(node) if line is not None else ():
        if ancestor is function.body or ancestor is function:
            break
        if isinstance(ancestor, cst.IndentedBlock) and ancestor.body and _leaves(ancestor.body[-1]):
            return None
    return line


def _leaves(statement: cst.CSTNode) -> bool:
    last = statement.body[-1] if isinstance(statement, cst.SimpleStatementLine) else None
    return isinstance(last, cst.Return | cst.Raise)


_RAISES = ("raises", "assertRaises", "assertRaisesRegex")
_WARNS = ("warns", "assertWarns", "assertWarnsRegex")


def is_meant_to_fail(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a test expects the statement to raise: then nothing comes of it."""
    return _is_in_raises(file, node) or _is_used_only_in_raises(file, node)


def is_handed_to_failing_test(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a decorator gives a value to a test that does nothing but raise."""
    decorator = file.enclosing(node, cst.Decorator)
    function = file.parent(decorator) if decorator is not None else None
    if not isinstance(function, cst.FunctionDef) or not isinstance(function.body, cst.IndentedBlock):
        return False
    said = [s for s in function.body.body if not _is_text(s)]
    return bool(said) and all(isinstance(s, cst.With) and _expects(s, _RAISES) for s in said)


def _is_text(statement: cst.CSTNode) -> bool:
    first = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    return isinstance(first, cst.Expr) and isinstance(first.value, cst.SimpleString)


def _is_used_only_in_raises(file: SourceFile, node: cst.CSTNode) -> bool:
    assign = _assigned(file, node)
    name = holder_of(file, assign.value) if assign is not None else None
    if assign is None or name is None or not name.isidentifier():
        return False
    if not isinstance(file.function(node), cst.FunctionDef):
        return False
    uses = _uses_of_all(file, assign, name)
    return bool(uses) and all(_is_in_raises(file, use) for use in uses)


def _uses_of_all(file: SourceFile, assign: cst.Assign, name: str, depth: int = 3) -> list[cst.Name]:
    """What a name, and what is made of it under any name, is used for; to ask for its shape is no use."""
    found: list[cst.Name] = []
    for use in later_uses(file, assign, name):
        again = None if _is_in_raises(file, use) else _assigned(file, use)
        target = again.targets[0].target if again is not None and depth else None
        if again is not None and isinstance(target, cst.Name):
            found += _uses_of_all(file, again, target.value, depth - 1)
        elif _is_in_raises(file, use) or not (_is_own_change(file, use, name) or is_only_a_probe(file, use)):
            found.append(use)
    return found


def _is_own_change(file: SourceFile, use: cst.CSTNode, name: str) -> bool:
    """`weights /= weights.sum()`: what comes of it is still in the same name."""
    change = file.enclosing(use, cst.AugAssign)
    return change is not None and dotted_name(change.target) == name


def _assigned(file: SourceFile, node: cst.CSTNode) -> cst.Assign | None:
    """The assignment that an expression goes into, with whatever is made of it on the way."""
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.Assign):
            return ancestor
        if isinstance(ancestor, cst.BaseStatement | cst.Lambda):
            return None
    return None


def _is_in_raises(file: SourceFile, node: cst.CSTNode) -> bool:
    """Under `with raises(…)`; under `with warns(…)` only where nobody keeps the result."""
    expected = _RAISES if file.enclosing(node, cst.Assign) is not None else _RAISES + _WARNS
    return any(isinstance(a, cst.With) and _expects(a, expected) for a in file.ancestors(node))


def _expects(block: cst.With, expected: tuple[str, ...]) -> bool:
    return any(
        isinstance(item.item, cst.Call) and (dotted_name(item.item.func) or "").rpartition(".")[2] in expected
        for item in block.items
    )


def import_moment(file: SourceFile, node: cst.CSTNode) -> str | None:
    """At which moment of an import an expression is evaluated; None for one that is evaluated later."""
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.Lambda):
            return None
        if isinstance(ancestor, cst.BaseStatement):
            break
    if not isinstance(file.function(node), cst.Module):
        return None
    if _is_default(file, node):
        return "when the function is defined, as the default of a parameter"
    if isinstance(file.definition(node), cst.ClassDef):
        return "when the class is defined"
    return "when the module is imported" if file.is_imported and not _is_guarded(file, node) else None


def _is_default(file: SourceFile, node: cst.CSTNode) -> bool:
    below: cst.CSTNode = node
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.Param):
            return ancestor.default is below
        if isinstance(ancestor, cst.BaseStatement):
            return False
        below = ancestor
    return False


def _is_guarded(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether the statement runs only in a program: under `if __name__ == "__main__"`."""
    return any(
        isinstance(ancestor, cst.If)
        and any(isinstance(part, cst.Name) and part.value == "__name__" for part in file.below(ancestor.test))
        for ancestor in file.ancestors(node)
    )


def is_a_seed(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether an expression is part of what a call takes as its seed, or is kept as one."""
    if _is_kept_as_seed(file, node) or _is_used_as_seed(file, node):
        return True
    for ancestor in file.ancestors(node):
        if isinstance(ancestor, cst.BaseStatement | cst.BaseSmallStatement | cst.Lambda):
            return False
        if isinstance(ancestor, cst.Arg):
            call = file.parent(ancestor)
            if isinstance(call, cst.Call) and _takes_seed(file, call, ancestor):
                return True
    return False


def _is_kept_as_seed(file: SourceFile, node: cst.CSTNode) -> bool:
    statement = file.enclosing(node, cst.Assign) or file.enclosing(node, cst.AnnAssign)
    if statement is None:
        return False
    names = [name.rpartition(".")[2] for target in targets_of(statement) if (name := stored_as(target))]
    if "entropy" in names and is_parameter_fallback(file, node):
        return True
    return any(map(SEED_NAME.fullmatch, names))


def _is_used_as_seed(file: SourceFile, node: cst.CSTNode) -> bool:
    """`n = randint(0, 9)`, where `n` is then nothing but a seed."""
    assign, name = file.parent(node), holder_of(file, node)
    if not isinstance(assign, cst.Assign) or name is None or not name.isidentifier():
        return False
    uses = later_uses(file, assign, name)
    return bool(uses) and all(
        isinstance(arg := file.parent(use), cst.Arg)
        and isinstance(call := file.parent(arg), cst.Call)
        and _takes_seed(file, call, arg)
        for use in uses
    )


def _takes_seed(file: SourceFile, call: cst.Call, arg: cst.Arg) -> bool:
    if arg.keyword is not None and arg.keyword.value in ("seed", "random_state", "random_seed"):
        return True
    return seeds_by_itself(call, file.resolve(call.func))
