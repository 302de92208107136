"""A store of answers to questions that may lead back to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Found = TypeVar("Found")


class Asking(Generic[Found]):
    """Lists of what questions find, each sought once, though one may ask another and that the first again.

    What is found in several ways is listed once: in a circle of n questions there are 2 to the n ways.

    Asked again while it is being answered, a question gives nothing. What such a circle leaves out depends on
    where it was entered, so answers found on the way are not kept then: whichever file is linted first, each
    question gets the same answer.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, list[Found]] = {}
        self._found: dict[Hashable, list[Found]] = {}  # since the outermost question was asked
        self._open: set[Hashable] = set()
        self._in_circle = False

    def ask(self, question: Hashable, answer: Callable[[], list[Found]]) -> list[Found]:
        known = self._kept.get(question)
        if known is None:
            known = self._found.get(question)
        if known is not None:
            return known
        if question in self._open:
            self._in_circle = True
            return []
        self._open.add(question)
        try:
            found = self._found[question] = _distinct(answer())
        finally:
            self._open.remove(question)
            if not self._open:
                self._keep(question)
        return found

    def _keep(self, outermost: Hashable) -> None:
        sure = {outermost} if self._in_circle else self._found.keys()
        self._kept.update({one: found for one, found in self._found.items() if one in sure})
        self._found.clear()
        self._in_circle = False


def _distinct(found: list[Found]) -> list[Found]:
    return list({id(one): one for one in found}.values()) if len(found) > 1 else found
