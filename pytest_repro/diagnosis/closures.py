"""What a function has of the one in which it was made: neither arguments nor modules lead there."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from pytest_repro.diagnosis.statements import outer
from pytest_repro.diagnosis.taint import Frame, Taint, variable_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from pytest_repro.traces.event import Event

_MADE = 16
"""Calls of one function that are kept in mind: each may have made a function that is called later."""


class Closures:
    """Remembers calls by where their functions start."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, int], deque[Frame]] = {}
        self._made_in: dict[int, tuple[Frame, frozenset[str]]] = {}
        """By the numbers of calls under way: in which call the function was made, and what it has of that."""

    def enter(self, frame: Frame, event: Event) -> dict[str, Taint]:
        """What free variables, and parts of them, are known to come from; the call is remembered as well."""
        key = event.key
        self._calls.setdefault((key.file, key.line), deque(maxlen=_MADE)).append(frame)
        free = frozenset((event.detail or {}).get("free", ()))
        names = {name for name in frame.arguments if variable_of(name) in free}
        found = self._holder(frame, key.line, names) if names else None
        if found is None:
            return {}
        self._made_in[event.frame] = found, free
        return {name: found.of(name) for name in sorted(names)}

    def leave(self, frame: Frame, number: int) -> None:
        """What the call did to these variables is there for the next one."""
        holder, free = self._made_in.pop(number, (None, frozenset()))
        if holder is None or holder.under_way:
            return
        for name in sorted(name for name in frame.arguments if variable_of(name) in free):
            holder.ours[name], holder.theirs[name] = frame.pair(name)
            holder.taints[name] = frame.of(name)

    def _holder(self, frame: Frame, first: int, names: Collection[str]) -> Frame | None:
        """The last call in which the variables have the values that they have here."""
        known = self._calls.get((frame.file, outer(frame.file, first)), ())
        return next((c for c in reversed(known) if all(c.pair(n) == frame.pair(n) for n in names)), None)
