"""What there is to know of each torch operator, found out when it is first met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

DRAWS = "(draws)"
"""Marks operations that draw from a random stream."""
_NEW_MEMORY = frozenset({
    "aten::empty", "aten::empty_like", "aten::empty_strided", "aten::new_empty", "aten::new_empty_strided",
    "aten::empty_permuted", "aten::resize_", "aten::lift_fresh", "aten::set_",
})  # fmt: skip
"""Operations whose result is memory as it was found, or that something has filled already."""
NEGATES = "aten::_neg_view"
"""Gives a tensor whose values are the negatives of what lies in its memory."""
_NOTHING_COMPUTED = frozenset({"aten::detach", "aten::alias"})
_OVERWRITING = frozenset({
    "aten::copy_", "aten::fill_", "aten::zero_", "aten::normal_", "aten::uniform_", "aten::random_",
    "aten::bernoulli_", "aten::exponential_", "aten::log_normal_", "aten::cauchy_", "aten::geometric_",
})  # fmt: skip
_BUILT_IN = ("aten::", "prim::", "prims::", "profiler::")


@dataclass(frozen=True, eq=False)
class Operator:
    """Compared by identity: the hash of torch's own object is computed in Python."""

    operation: Any
    """Kept, so that its id, by which it is found, stays its own."""
    call: Callable[..., Any]
    name: str
    skipped: bool = True
    """Whether it computes nothing."""
    renews: bool = False
    """Whether its result is memory that begins a new life."""
    written: tuple[tuple[int, str], ...] = ()
    """Position and name of the arguments to which it writes."""
    in_place: bool = False
    """Whether what it writes to, and nothing else, is its first argument."""
    overwrites: bool = False
    """Whether its first argument is memory to write to, so that what it held is no input."""
    foreign: bool = False
    """Whether it may be written in Python, by the user even."""

    opaque: bool = False
    """Whether it is made of other operations."""

    def written_of(self, args: Any, kwargs: Any) -> list[Any]:
        return [args[at] if at < len(args) else kwargs.get(name) for at, name in self.written]


def operator_of(torch: Any, func: Any) -> Operator:
    """``func``: what a dispatch mode is given."""
    schema = getattr(func, "_schema", None)
    if schema is None:  # of a higher order, like torch.cond
        return Operator(func, func, str(func), opaque=True)
    name = schema.name
    renews = name in _NEW_MEMORY
    views = bool(getattr(func, "is_view", False)) or name in _NOTHING_COMPUTED
    draws = torch.Tag.nondeterministic_seeded in func.tags
    written = tuple(
        (position, argument.name)
        for position, argument in enumerate(schema.arguments)
        if argument.alias_info is not None and argument.alias_info.is_write
    )
    return Operator(
        operation=func,
        call=_direct(torch, func),
        name=f"{name} {DRAWS}" if draws else name,
        skipped=not renews and (views or name.startswith("profiler::")),
        renews=renews,
        written=written,
        in_place=[position for position, _ in written] == [0],
        overwrites=name in _OVERWRITING,
        foreign=not name.startswith(_BUILT_IN),
    )


def _direct(torch: Any, func: Any) -> Callable[..., Any]:
    """The function in C that an operator's own ``__call__`` hands everything to."""
    plain = type(func).__call__ is torch._ops.OpOverload.__call__
    direct: Callable[..., Any] = getattr(func, "_op", func) if plain else func
    return direct
