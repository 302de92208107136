"""Where an environment of reinforcement learning comes from, and whether it was seeded since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.names import is_store, occurrences
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.spread import spread
from lint_rules.analysis.tree.values import attribute_values, held_values, surely_none
from lint_rules.knowledge.streams import named_like_a_seeder

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_DEPTH = 5


def makers_of(file: SourceFile, env: cst.BaseExpression, depth: int = _DEPTH) -> list[cst.Call]:
    """The calls that made an environment, wrappers included."""
    if depth == 0:
        return []
    if isinstance(env, cst.Call):
        inside = [arg.value for arg in env.args[:1]] + _returned_by(file, env)
        return [env, *(call for value in inside for call in makers_of(file, value, depth - 1))]
    values: list[cst.BaseExpression | None] = []
    if isinstance(env, cst.Attribute) and _is_inside(env):
        return makers_of(file, env.value, depth - 1)
    if isinstance(env, cst.Name):
        values = held_values(file, env, env.value)
    elif isinstance(env, cst.Attribute):
        values = [*attribute_values(file, env)]
    if values == [None] and isinstance(env, cst.Name):
        values = [*_handed_in(file, env)]
    if None in values:
        return []
    return [call for v in values if v is not None for call in makers_of(file, v, depth - 1)]


def _is_inside(env: cst.Attribute) -> bool:
    """`env.unwrapped`, `gym.make("A").env`"""
    return env.attr.value == "unwrapped" or (env.attr.value == "env" and isinstance(env.value, cst.Call))


def is_made_by_callers(file: SourceFile, env: cst.BaseExpression, makers: frozenset[str]) -> bool:
    """Whether other files hand an environment to a parameter, or to a constructor that keeps it, unseeded."""
    if isinstance(env, cst.Attribute):
        values = attribute_values(file, env)
        return len(values) == 1 and isinstance(values[0], cst.Name) and _is_handed(file, values[0], makers)
    return isinstance(env, cst.Name) and _is_handed(file, env, makers)


def _is_handed(file: SourceFile, env: cst.Name, makers: frozenset[str]) -> bool:
    function = file.function(env)
    if not isinstance(function, cst.FunctionDef) or held_values(file, env, env.value) != [None]:
        return False
    return bool(file.ask("made-unseeded-by-callers", file.number_of(function), env.value, *sorted(makers)))


def is_reset_before(file: SourceFile, env: cst.BaseExpression) -> bool:
    """Whether who hands an environment in, or the function that returns it, has reset it already."""
    if isinstance(env, cst.Attribute):
        values = attribute_values(file, env)
    else:
        values = [v for v in held_values(file, env, env.value) if v] if isinstance(env, cst.Name) else []
    if len(values) == 1 and isinstance(values[0], cst.Call):
        given = _returned_by(file, values[0])
    else:
        taken = values[0] if len(values) == 1 else env
        given = _handed_in(file, taken) if isinstance(taken, cst.Name) else []
    return bool(given) and all(isinstance(v, cst.Name) and _is_reset_above(file, v) for v in given)


def _is_reset_above(file: SourceFile, env: cst.Name) -> bool:
    function = file.function(env)
    above = [use for use in occurrences(file, function, env.value) if file.order(use) < file.order(env)]
    made = max((file.order(use) for use in above if is_store(file, use)), default=0)
    return any(
        isinstance(method := file.parent(use), cst.Attribute)
        and method.attr.value == "reset"
        and made < file.order(use)
        and file.function(use) is function
        for use in above
    )


def _handed_in(file: SourceFile, env: cst.Name) -> list[cst.BaseExpression]:
    """What the file itself hands to a parameter: `Agent(env)`; nothing where a caller has seeded that."""
    function = file.function(env)
    if not isinstance(function, cst.FunctionDef):
        return []
    names = [p.name.value for p in function.params.params]
    owner = file.definition(function)
    called, first = function.name.value, 0
    if isinstance(owner, cst.ClassDef):
        called, first = owner.name.value, 1
        if function.name.value != "__init__":
            return []
    if env.value not in names[first:]:
        return []
    index = names.index(env.value) - first
    given = [argument(call, env.value, index) for call in _calls_of(file, called)]
    found = [value for value in given if value is not None]
    seeded = any(isinstance(v, cst.Name) and is_seeded_by_name(file, v, v.value) for v in found)
    return [] if seeded else found


def _returned_by(file: SourceFile, call: cst.Call) -> list[cst.BaseExpression]:
    """What a function of the same file returns: `def make_env(): return gym.make("A")`."""
    target = file.resolve(call.func)
    for function in file.module.body if target.startswith(".") else ():
        if isinstance(function, cst.FunctionDef) and function.name.value == target[1:]:
            below = file.below(function.body)
            if any(isinstance(n, cst.Name) and "seed" in n.value for n in below):
                return []
            return [n.value for n in below if isinstance(n, cst.Return) and n.value is not None]
    return _made_by_parameter(file, call)


def _made_by_parameter(file: SourceFile, call: cst.Call) -> list[cst.BaseExpression]:
    """What `env_fn()` makes, where the file itself calls `learn(env_fn=lambda: gym.make("A"))`."""
    function = file.function(call)
    if not isinstance(function, cst.FunctionDef) or not isinstance(call.func, cst.Name):
        return []
    names = [p.name.value for p in function.params.params]
    if call.func.value not in names:
        return []
    index = names.index(call.func.value)
    calls = _calls_of(file, function.name.value)
    given = [argument(spread(file, outer), call.func.value, index) for outer in calls]
    return [made.body for made in given if isinstance(made, cst.Lambda)]


def _calls_of(file: SourceFile, name: str) -> list[cst.Call]:
    """The calls of a function or class of the file under its own name."""
    uses = ((use, file.parent(use)) for use in file.names(file.module, name))
    return [call for use, call in uses if isinstance(call, cst.Call) and call.func is use]


def may_seed_inside(file: SourceFile, call: cst.Call) -> bool:
    """Whether what makes a vector of environments may seed each: `[make(seed + i) for i in range(4)]`."""
    for part in file.below(call):
        if isinstance(part, cst.Name) and "seed" in part.value.lower():
            return True
        made = file.resolve(part.func) if isinstance(part, cst.Call) and part is not call else ""
        if made.startswith(".") and _mentions_seed(file, made[1:]):
            return True
    return False


def _mentions_seed(file: SourceFile, function: str) -> bool:
    return any(
        isinstance(part, cst.Name) and "seed" in part.value.lower()
        for statement in file.module.body
        if isinstance(statement, cst.FunctionDef) and statement.name.value == function
        for part in file.below(statement)
    )


def is_seeded_by_name(file: SourceFile, near: cst.CSTNode, name: str) -> bool:
    """Whether something in the function, or in the class for `self.env`, seeds what the name holds."""
    owner = file.enclosing(near, cst.ClassDef) if "." in name else None
    around = owner if owner is not None else _holder(file, near, name)
    return any(isinstance(call, cst.Call) and _seeds(file, call, name) for call in file.below(around))


def _holder(file: SourceFile, near: cst.CSTNode, name: str) -> cst.FunctionDef | cst.Module:
    """The nearest function that binds a name, or else the module."""
    around = file.function(near)
    while isinstance(around, cst.FunctionDef):
        if any(is_store(file, use) for use in file.names(around, name.partition(".")[0])):
            return around
        around = file.function(around)
    return around


def _seeds(file: SourceFile, call: cst.Call, name: str) -> bool:
    function = call.func
    if isinstance(function, cst.Attribute) and dotted_name(function.value) == name:
        if function.attr.value == "seed" and call.args:
            return True
        if function.attr.value == "reset" and call.args:
            seed = argument(call, "seed")
            return seed is None or not surely_none(file, seed)
    spelled = (dotted_name(function) or "").rpartition(".")[2]
    return named_like_a_seeder(spelled) and any(dotted_name(arg.value) == name for arg in call.args)
