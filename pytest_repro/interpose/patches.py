"""Replacing attributes, with the way back."""

from __future__ import annotations

import functools
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_INHERITED = object()
"""What stands for an attribute that the owner does not have itself."""
_OF_FUNCTIONS = ("__code__", "__defaults__")
"""Each function has its own, though not among its variables."""


class Patches:
    """A stack of replaced attributes; :meth:`undo` restores them in reverse order."""

    def __init__(self) -> None:
        self._undo: list[tuple[Any, str, Any]] = []

    def set(self, owner: Any, name: str, value: Any) -> Any:
        """Replace ``owner.name`` and return what stood there.

        The raw class attribute is kept, so that a static method comes back as one. A Python function is made
        to behave like the built-in function or bound method whose place it takes.
        """
        original = vars(owner).get(name, _INHERITED)
        if isinstance(owner, FunctionType) and name in _OF_FUNCTIONS:
            original = getattr(owner, name)
        if isinstance(value, FunctionType) and isinstance(
            original, BuiltinFunctionType | MethodType | StandIn
        ):
            value = StandIn(value, original, owner, name)
        replaced = getattr(owner, name) if original is _INHERITED else original
        self._undo.append((owner, name, original))
        setattr(owner, name, value)
        return replaced

    def undo(self) -> None:
        while self._undo:
            owner, name, original = self._undo.pop()
            if original is _INHERITED:
                delattr(owner, name)
            else:
                setattr(owner, name, original)


class StandIn:
    """A Python function in the place of a built-in one.

    As an attribute of a class it does not turn into a method (``class Timer: read = time.monotonic``); it is
    pickled by name (``pool.apply(os.getpid)``); it equals the original (``os.listdir in os.supports_fd``).
    """

    def __init__(self, call: Callable[..., Any], original: Any, owner: Any, name: str) -> None:
        functools.update_wrapper(self, original)
        # What builtins say of themselves ("posix") is not where the replacement can be found ("os").
        if isinstance(owner, ModuleType):
            self.__module__ = owner.__name__
        self.__name__ = self.__qualname__ = name
        self.__self__ = getattr(original, "__self__", None)
        self._call = call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(*args, **kwargs)

    def __eq__(self, other: object) -> bool:
        return self is other or bool(self.__wrapped__ == other)  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash(self.__wrapped__)  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return repr(self.__wrapped__)  # type: ignore[attr-defined]

    def __reduce__(self) -> str:
        return self.__name__
