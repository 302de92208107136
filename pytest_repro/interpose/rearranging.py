"""Hands results on in another order than that in which they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_repro.interpose.turns import Turns, Way

MOMENT = 0.05
"""Seconds within which two results count as having come at the same time."""
PATIENCE = 5.0
"""Seconds that a result is waited for whose turn it is."""


class Numbered:
    """A function that returns which of many calls it was, with the result. It travels to worker processes."""

    def __init__(self, number: int, function: Callable[..., Any]) -> None:
        self.number = number
        self.function = function

    def __call__(self, *args: Any, **kwargs: Any) -> tuple[int, Any]:
        return self.number, self.function(*args, **kwargs)


def ready(way: Way, waiting: dict[int, Any], due: list[int], number: int) -> Iterator[int]:
    """Which of the waiting results are handed on now that ``number`` has come in."""
    if way == "turn":
        yield from sorted(waiting, reverse=True) if len(waiting) > 1 else ()
    elif number not in due:
        yield number
    while due and due[0] in waiting:
        yield due.pop(0)


def number_task(turns: Turns, job: Any, i: Any, function: Callable[..., Any], *more: Any) -> tuple[Any, ...]:
    number = turns.next_number()
    return job, i, lambda *args, **kwargs: turns.run(number, lambda: function(*args, **kwargs)), *more


def in_turn(chosen: list[Any], rest: list[Any], real_wait: Any, real: Any, timeout: Any) -> Iterator[Any]:
    for future in chosen:
        real_wait([future], PATIENCE if timeout is None else timeout)
        yield future
    yield from real(rest, timeout)


def turned(futures: list[Any], real: Any, real_wait: Any, timeout: float | None) -> Iterator[Any]:
    """Of those that end within a moment of one another, the last one first."""
    left = list(futures)
    while left:
        first = next(real(left, timeout))  # it keeps the time limit, and says so as the real one does
        ended = real_wait(left, MOMENT).done | {first}
        for future in reversed([future for future in left if future in ended]):
            left.remove(future)
            yield future
