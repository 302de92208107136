"""Parts of values that have a name of their own: attributes, entries, parameters of a model.

Each gets a digest beside that of the whole, so that of two layers of one model it is known which differs.
"""

from __future__ import annotations

import sys
from collections import OrderedDict, defaultdict
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_PARTS = 32
"""A value with more parts is a whole: one with thousands would be looked at for thousands of lines."""
MAX_ITEMS = 8
"""Of a list or tuple that is taken apart: pairs and results of functions, not data."""
DEPTH = 3
Taker: TypeAlias = "Callable[[Any], Iterable[tuple[str, Any]]]"
_OF_MODULES = ("_parameters", "_buffers", "_modules")


class Parts:
    """``is_user_class`` tells whose attributes are looked at."""

    def __init__(self, is_user_class: Callable[[type], bool]) -> None:
        self._is_user_class = is_user_class
        self._takers = _Takers(self._choose)

    def of(self, value: object) -> dict[str, Any] | None:
        """By what leads from the value to them: ``.weight``, ``['x']``, ``[0]``; None for a whole."""
        taker = self._takers[type(value)]
        if taker is None:
            return None
        found: dict[str, Any] = {}
        few = self._collect(taker(value), "", found, (id(value),))
        return found if few and "" not in found else None

    def _collect(
        self, parts: Iterable[tuple[str, Any]], prefix: str, found: dict[str, Any], within: tuple[int, ...]
    ) -> bool:
        """Whether there are few enough."""
        takers, deeper = self._takers, len(within) < DEPTH
        for suffix, part in parts:
            taker = takers[type(part)] if deeper else None
            if taker is None or id(part) in within:
                found[prefix + suffix] = part
            else:
                # Of a part with many parts the whole is better than nothing.
                inner: dict[str, Any] = {}
                few = self._collect(taker(part), prefix + suffix, inner, (*within, id(part)))
                found.update(inner if few and inner else {prefix + suffix: part})
            if len(found) > MAX_PARTS:
                return False
        return True

    def _choose(self, cls: type) -> Taker | None:
        if cls is dict or cls is OrderedDict or cls is defaultdict:
            return _entries
        if cls is list or cls is tuple:
            return _items
        torch: Any = sys.modules.get("torch")
        if hasattr(torch, "nn") and hasattr(torch.nn, "Module") and issubclass(cls, torch.nn.Module):
            return _of_users_module if self._is_user_class(cls) else _of_module
        if hasattr(torch, "optim") and issubclass(cls, torch.optim.Optimizer):
            return _optimized
        pandas: Any = sys.modules.get("pandas")
        if hasattr(pandas, "DataFrame") and cls is pandas.DataFrame:
            return _columns
        if hasattr(pandas, "Series") and cls is pandas.Series:
            return _labels
        if issubclass(cls, tuple) and hasattr(cls, "_fields"):
            return _fields
        return _attributes if self._is_user_class(cls) else None


class _Takers(dict[type, "Taker | None"]):
    """What takes values of a class apart; None for one that is a whole."""

    def __init__(self, choose: Callable[[type], Taker | None]) -> None:
        super().__init__()
        self._choose = choose

    def __missing__(self, cls: type) -> Taker | None:
        taker = self[cls] = self._choose(cls)
        return taker


def _of_module(module: Any) -> list[tuple[str, Any]]:
    inside, found = vars(module), []
    for kind in _OF_MODULES:
        if items := inside.get(kind):
            for name, part in items.items():
                if part is not None:
                    found.append(("." + name, part))
    return found


def _of_users_module(module: Any) -> list[tuple[str, Any]]:
    found = _of_module(module)
    for name, part in list(vars(module).items()):
        if name[:1] != "_":
            found.append(("." + name, part))
    return found


def _optimized(optimizer: Any) -> Iterator[tuple[str, Any]]:
    """The parameters, since a step goes by their gradients, and what it keeps of them."""
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    yield from ((f"[{i}]", parameter) for i, parameter in enumerate(parameters))
    plain = [{k: v for k, v in group.items() if k != "params"} for group in optimizer.param_groups]
    yield ".state", [plain, [optimizer.state[p] for p in parameters if p in optimizer.state]]


def _attributes(value: Any) -> Iterator[tuple[str, Any]]:
    slots = (name for cls in type(value).__mro__ for name in _slots(cls))
    found = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    found.update(getattr(value, "__dict__", {}))
    yield from ((f".{name}", part) for name, part in found.items())


def _slots(cls: type) -> tuple[str, ...]:
    """Names of members that are kept beside ``__dict__``."""
    members = (name for name, member in vars(cls).items() if type(member) is MemberDescriptorType)
    return tuple(name for name in members if not name.startswith("__"))


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    return ((f".{name}", part) for name, part in zip(value._fields, tuple(value), strict=False))


def _labels(row: Any) -> Iterator[tuple[str, Any]]:
    """Of a row of a frame: a column has no names."""
    names: list[Any] = list(row.index) if len(row) <= MAX_PARTS else [None]
    if all(type(name) is str for name in names) and len({*names}) == len(names):
        yield "[]", "\0".join(names)
        yield from ((f"[{name!r}]", part) for name, part in zip(names, row.tolist(), strict=True))
    else:
        yield "", row


def _columns(frame: Any) -> Iterator[tuple[str, Any]]:
    names = list(frame.columns)
    if len(names) <= MAX_PARTS and all(type(name) is str for name in names) and len({*names}) == len(names):
        yield ".index", frame.index
        yield "[]", "\0".join(names)
        yield from ((f"[{name!r}]", column) for name, column in frame.items())
    else:
        yield "", frame


def _entries(value: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    """Whoever goes through a dict meets its keys in order: that is a part too."""
    if len(value) <= MAX_PARTS and all(type(key) is str for key in value):
        yield "[]", "\0".join(value)
        yield from ((f"[{key!r}]", part) for key, part in list(value.items()))
    else:
        yield "", value


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    if len(value) <= MAX_ITEMS:
        yield "[]", len(value)
        yield from ((f"[{i}]", part) for i, part in enumerate(tuple(value)))
    else:
        yield "", value
