"""Random numbers that a loop draws, for one item after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.derived import is_bound_inside
from lint_rules.analysis.scanning.returning import may_be_defined_here
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import attribute_values, held_values
from lint_rules.knowledge.generators import GENERATORS, SEEDING_METHODS
from lint_rules.knowledge.streams import (
    DRAWING_METHODS,
    NUMPY_DRAWS,
    PYTHON_DRAWS,
    TORCH_DRAWS,
    named_like_a_seeder,
)

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

    Loop = cst.For | cst.While

_DRAWS = PYTHON_DRAWS | NUMPY_DRAWS | TORCH_DRAWS
_MAKERS = GENERATORS.keys() | {"sklearn.utils.check_random_state", "torch.Generator"}


def draws_for_items(file: SourceFile, call: cst.Call, loop: Loop) -> bool:
    """Whether items get random numbers of one stream in their order, not each the first of a seed."""
    if not (draws(file, call, loop) or _hands_generator_on(file, call, loop)) or _is_pause(file, call):
        return False
    seeded = _first_seed(file, loop)
    return seeded is None or file.order(call) < seeded


def draws(file: SourceFile, call: cst.Call, loop: Loop | None = None) -> bool:
    """Whether a call draws from a global stream, or from a generator that the loop does not make anew."""
    if file.resolve(call.func) in _DRAWS:
        return True
    method = call.func
    if not isinstance(method, cst.Attribute) or method.attr.value not in DRAWING_METHODS:
        return False
    if isinstance(method.value, cst.Attribute):
        return _makes_generator(file, attribute_values(file, method.value))
    if not isinstance(method.value, cst.Name):
        return False
    name = method.value.value
    anew = loop is not None and is_bound_inside(file, name, loop)
    return not anew and _makes_generator(file, held_values(file, method.value, name))


def _hands_generator_on(file: SourceFile, call: cst.Call, loop: Loop) -> bool:
    """`self.augment(item, rng)`: a function of the project draws for each item what comes next."""
    name = file.resolve(call.func)
    own = may_be_defined_here(name) or (dotted_name(call.func) or "").startswith("self.")
    return own and any(
        isinstance(arg.value, cst.Name)
        and not is_bound_inside(file, arg.value.value, loop)
        and _makes_generator(file, held_values(file, arg.value, arg.value.value))
        for arg in call.args
    )


def _makes_generator(
    file: SourceFile, values: list[cst.BaseExpression] | list[cst.BaseExpression | None]
) -> bool:
    made = [value for value in values if isinstance(value, cst.Call)]
    return any(file.resolve(call.func) in _MAKERS and not _is_entropy(file, call) for call in made)


def _is_entropy(file: SourceFile, made: cst.Call) -> bool:
    """`default_rng()`, which nothing can seed later: no order gives an item the same numbers again."""
    return not made.args and file.resolve(made.func) == "numpy.random.default_rng"


def _is_pause(file: SourceFile, draw: cst.Call) -> bool:
    """`time.sleep(random.uniform(1, 3))`"""
    arg = file.parent(draw)
    call = file.parent(arg) if isinstance(arg, cst.Arg) else None
    return isinstance(call, cst.Call) and _last_name(call) == "sleep"


def _first_seed(file: SourceFile, loop: Loop) -> int | None:
    """Where the body of a loop seeds a stream, or makes a generator that an object keeps."""
    return next((file.order(node) for node in file.below(loop.body) if _seeds(file, node)), None)


def _seeds(file: SourceFile, node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Call):
        return _last_name(node) in SEEDING_METHODS or named_like_a_seeder(_last_name(node))
    if not isinstance(node, cst.Assign) or not isinstance(node.targets[0].target, cst.Attribute):
        return False
    return _makes_generator(file, [node.value])


def _last_name(call: cst.Call) -> str:
    return (dotted_name(call.func) or "").rpartition(".")[2]


def makes_modules(file: SourceFile, made: cst.DictComp) -> bool:
    """`nn.ModuleDict({name: Encoder() for name in names})`: first weights are drawn in that order."""
    arg = file.parent(made)
    call = file.parent(arg) if isinstance(arg, cst.Arg) else None
    return isinstance(call, cst.Call) and file.resolve(call.func) == "torch.nn.ModuleDict"
