"""What the rules of one file ask of the whole project.

Questions and answers are plain values: they can be asked from another process, and asked again in a later run
to see whether a stored result still holds. `answers.py` holds the kinds of questions that there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.model import Confidence

Answer: TypeAlias = "bool | int | str | list[Answer] | None"


# A line after every other.
END_OF_SCOPE = 1 << 60
# In the body of a class: what runs only where an object is made (`field(default_factory=lambda: …)`).
WHEN_MADE = -1

# Questions about what else lies around: the answers may change while every Python file stays the same.
AROUND = frozenset({"asks-for-older", "untracked-data"})
# Questions that need to know who defines what, but not who calls whom.
OF_DEFINITIONS = frozenset(
    {"inherits", "insists-on-hash-seed", "is-of-the-project", "is-set", "is-text", "returns-set"}
)


class Question(NamedTuple):
    """A kind of question, the file that asks, and what it asks about."""

    kind: str
    path: str
    about: tuple[str | int, ...] = ()


class Unseeded(NamedTuple):
    """That no seed reaches a place: how sure it is that a run comes there, and why."""

    confidence: Confidence
    reason: str


class Questions:
    """The questions that one file has asked, each with its answer."""

    def __init__(self, path: str, answer: Callable[[Question], Answer]) -> None:
        self.path = path
        self.asked: dict[Question, Answer] = {}
        self._answer = answer

    def ask(self, kind: str, *about: str | int) -> Answer:
        question = Question(kind, self.path, about)
        if question not in self.asked:
            self.asked[question] = self._answer(question)
        return self.asked[question]
