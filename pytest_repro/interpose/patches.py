"""Replacing attributes, with the way back."""

from __future__ import annotations

from typing import Any


class Patches:
    """A stack of replaced attributes; :meth:`undo` restores them in reverse order."""

    def __init__(self) -> None:
        self._undo: list[tuple[Any, str, Any]] = []

    def set(self, owner: Any, name: str, value: Any) -> Any:
        """Replace ``owner.name`` and return what stood there.

        The raw class attribute is kept, so that a static method comes back as one.
        """
        original = vars(owner)[name]
        self._undo.append((owner, name, original))
        setattr(owner, name, value)
        return original

    def undo(self) -> None:
        while self._undo:
            owner, name, original = self._undo.pop()
            setattr(owner, name, original)
