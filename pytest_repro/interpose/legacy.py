"""``torch.FloatTensor(rows, columns)``: constructors of old that reserve memory and write nothing to it."""

from __future__ import annotations

import contextlib
import functools
import re
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.masked import once_a_session, text_of, user_files
from pytest_repro.interpose.patches import StandIn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import SiteFinder

_NAMES = re.compile(rb"\b(?:Float|Double|Half|BFloat16|Long|Int|Short|Char|Byte|Bool)Tensor\b")
_KNOWN = "legacy.json"


def legacy_constructors(finder: SiteFinder, session: Path) -> tuple[str, ...]:
    """Names of those that some file of the project mentions."""
    return once_a_session(session / _KNOWN, lambda: tuple(sorted(_mentioned(finder))))


def _mentioned(finder: SiteFinder) -> set[str]:
    found: set[str] = set()
    for file in user_files(finder):
        with contextlib.suppress(OSError):
            names = _NAMES.findall(text_of(file))
            found.update(name.decode() for name in names if finder.is_user_file(file))
    return found


class LegacyConstructor(StandIn):
    """Hands what is made of a size to ``fill``; for all else it is the class that it stands for."""

    def __init__(self, torch: Any, name: str, make: Callable[..., Any]) -> None:
        # Not by ``update_wrapper()``: the class has methods of tensors among its attributes.
        told = {"__module__": torch.__name__, "__name__": name, "__qualname__": name, "__self__": None}
        self.__dict__.update(told, __wrapped__=getattr(torch, name), _call=make)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, unwrapped(self))

    def __or__(self, other: Any) -> Any:
        return unwrapped(self) | unwrapped(other)

    def __ror__(self, other: Any) -> Any:
        return unwrapped(other) | unwrapped(self)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return type(self.__dict__["__wrapped__"])

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["__wrapped__"], name)


def unwrapped(value: Any) -> Any:
    """The class behind a stand-in; anything else as it is."""
    return value.__dict__["__wrapped__"] if type(value) is LegacyConstructor else value


def accept_stand_ins(torch: Any, patches: Patches) -> None:
    """Functions in C ask for the class itself."""
    for owner, name, first in ((torch.Tensor, "type", 1), (torch, "set_default_tensor_type", 0)):
        patches.set(owner, name, _accepting(getattr(owner, name), first))


def _accepting(real: Any, first: int) -> Any:
    @functools.wraps(real)
    def call(*args: Any, **kwargs: Any) -> Any:
        given = args[:first] + tuple(map(unwrapped, args[first:]))
        return real(*given, **{name: unwrapped(value) for name, value in kwargs.items()})

    return call
