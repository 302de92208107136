"""Tasks that would run at once, by their numbers: which have been given out, are under way, and over."""

from __future__ import annotations

import threading
from typing import Any

# Bound now: threads that the program asks about get other numbers later.
_ident = threading.get_ident
NOT_YET = 0
"""In the place of a thread's number."""


class Standing:
    """How far each of them is. All but :meth:`is_turned` is asked with ``changed`` held."""

    def __init__(self, turned: bool) -> None:
        self._turned = turned
        self.changed = threading.Condition()
        self.running: dict[int, int] = {}
        """Those under way, with their threads."""
        self._given: list[bool] = []
        """Of each number that has been given out, whether it is to be turned round."""
        self._kinds: dict[int, Any] = {}
        """Of those that have not ended, what tells whether they do the same."""
        self._ended: set[int] = set()
        self._over = 0
        """All numbers below have come to an end."""

    def give(self, turned: bool | None, kind: Any) -> int:
        """The next number."""
        number = len(self._given)
        self._given.append(self._turned if turned is None else turned)
        if kind is not None:
            self._kinds[number] = kind
        return number

    def is_given(self, number: int) -> bool:
        return number < len(self._given)

    def is_turned(self, number: int) -> bool:
        return self._given[number] if self.is_given(number) else self._turned

    def coming(self, number: int) -> None:
        """It has been started, and waits for the machine at most."""
        self.running.setdefault(number, NOT_YET)

    def begin(self, number: int) -> None:
        self.running[number] = _ident()
        self.changed.notify_all()

    def end(self, number: int) -> None:
        self.running.pop(number, None)
        self._kinds.pop(number, None)
        self._ended.add(number)
        self.changed.notify_all()

    def has_ended(self, number: int) -> bool:
        return number < self._over or number in self._ended

    def missing(self, number: int) -> list[int]:
        """Those before it of which nothing has been heard."""
        while self._over in self._ended:
            self._ended.discard(self._over)
            self._over += 1
        before = range(self._over, min(number, len(self._given)))
        return [n for n in before if n not in self.running and n not in self._ended]

    def give_up(self, numbers: list[int]) -> None:
        """They will not come: somebody has cancelled them."""
        self._ended.update(numbers)

    def kind(self, number: int) -> Any:
        return self._kinds.get(number)

    def differ(self, one: int, other: int) -> bool:
        return bool(self.kind(one) != self.kind(other))

    def alike(self, number: int) -> int:
        """How many do the same, this one counted."""
        kind = self.kind(number)
        return sum(other == kind for other in self._kinds.values())
