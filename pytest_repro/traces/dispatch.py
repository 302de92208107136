"""How torch comes to call a dispatch mode, shortened.

For each operation it asks, in Python, whether a rule has been registered for the class of the mode, and
if not it calls the mode. Where ``sys.settrace`` is on, all of that runs at a fraction of its speed. So for
our class the question is answered with what traces the operation, and the hook pauses until that is done.
"""

from __future__ import annotations

import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.patches import Patches

Rule: TypeAlias = "Callable[[Any, Any, Any, Any, Any], Any]"
"""Called with the mode, the operation, types, arguments and named arguments."""


def answer_for(mode: type, rule_for: Callable[[Any, Any], Rule]) -> Any:
    """A function of an operation and a class, which is ``mode`` here; what it returns must be called at once.

    ``rule_for`` is given the operation and the hook of ``sys.settrace``, or None.
    """
    rules: dict[tuple[int, int], Rule] = {}
    held: list[Any] = []

    def meet(operation: Any, hook: Any) -> Rule:
        rule = rule_for(operation, hook)
        held.append((operation, hook))  # so that their ids stay their own
        known = rules[id(operation), id(hook)] = rule if hook is None else _resuming(rule, hook)
        return known

    def answer(
        operation: Any,
        asking: type,
        mode: type = mode,
        known: Callable[[tuple[int, int]], Rule | None] = rules.get,
        meet: Callable[[Any, Any], Rule] = meet,
        gettrace: Callable[[], Any] = sys.gettrace,
        settrace: Callable[[Any], None] = sys.settrace,
        others: Callable[[Any, type], Any] = lambda operation, asking: None,
    ) -> Any:
        if asking is not mode:
            return others(operation, asking)
        hook = gettrace()
        if hook is not None:
            settrace(None)
        try:
            return known((id(operation), id(hook))) or meet(operation, hook)
        except BaseException:
            settrace(hook)
            raise

    return answer


def _resuming(rule: Rule, hook: Any) -> Rule:
    settrace = sys.settrace

    def resume(mode: Any, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        try:
            return rule(mode, func, types, args, kwargs)
        finally:
            settrace(hook)

    return resume


def replace_question(patches: Patches, answer: Any) -> None:
    """For all other classes it stays what it was. A torch without it, or with another, is left alone."""
    registry: Any = sys.modules.get("torch._library.simple_registry")
    question = getattr(registry, "find_torch_dispatch_rule", None)
    if not isinstance(question, FunctionType) or question.__closure__ or question.__code__.co_argcount != 2:
        return
    others = FunctionType(question.__code__, question.__globals__, question.__name__)
    # Torch has kept the function itself.
    patches.set(question, "__defaults__", (*answer.__defaults__[:-1], others))
    patches.set(question, "__code__", answer.__code__)
