"""Hands results on in another order than that in which they come."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.arrivals import HOLD
from pytest_repro.interpose.giving_way import BLOCK, rearranged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_repro.interpose.orders import Way
    from pytest_repro.interpose.turns import Turns

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


def ready(
    way: Way, waiting: dict[int, Any], due: list[int], number: int, workers: int | None
) -> Iterator[int]:
    """Which of the waiting results are handed on now that ``number`` has come in."""
    if way == "turn":
        yield from rearranged(list(waiting), workers) if len(waiting) >= BLOCK else ()
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
    """Of those that end soon after one another, the last one first."""
    left = list(futures)
    while left:
        first = next(real(left, timeout))  # it keeps the time limit, and says so as the real one does
        ended = with_those_soon_after(left, {first}, real_wait)
        for future in reversed([future for future in left if future in ended]):
            left.remove(future)
            yield future


def waits_for_all(return_when: str) -> bool:
    """Whether a wait goes on until all have ended, as long as none of them fails."""
    return return_when in ("ALL_COMPLETED", "FIRST_EXCEPTION")


def failed(future: Any) -> bool:
    """Of a future that has ended."""
    return future.cancelled() or future.exception() is not None


def with_those_soon_after(futures: list[Any], ended: set[Any], real_wait: Any) -> set[Any]:
    """What has ended, and what does while it is held, until so many have that change places."""
    ended = ended | real_wait(futures, MOMENT).done
    while len(ended) < min(BLOCK, len(futures)):
        more = real_wait(without(futures, list(ended)), HOLD, "FIRST_COMPLETED").done
        if not more:
            break
        ended = ended | more
    return ended


def positions(futures: list[Any], chosen: list[Any]) -> list[int]:
    """Where the chosen ones stand among all."""
    numbers = {future: i for i, future in enumerate(futures)}
    return [numbers[future] for future in chosen]


def without(futures: list[Any], chosen: list[Any]) -> list[Any]:
    left_out = set(chosen)
    return [future for future in futures if future not in left_out]


def sets(futures: list[Any], chosen: list[Any], return_when: str) -> tuple[set[Any], set[Any]]:
    """What a wait returns. Where nothing is left, it is up to addresses alone how the set is gone through."""
    rest = without(futures, chosen)
    if rest or return_when == "FIRST_COMPLETED":
        return Ended(chosen), Ended(rest)
    return set(futures), set()


class Ended(set[Any]):
    """The set that a wait returns. It is gone through in a known order, not in that of addresses."""

    def __init__(self, futures: Iterable[Any]) -> None:
        self._order = list(futures)
        super().__init__(self._order)

    def __iter__(self) -> Iterator[Any]:
        left = set(super().__iter__())
        for future in self._order:
            if future in left:
                left.remove(future)
                yield future
        yield from left  # repro: ignore[REP301] added since: as any other set gives them

    def pop(self) -> Any:
        for future in self:
            self.remove(future)
            return future
        raise KeyError("pop from an empty set")


class Choice:
    """Of what has ended when a wait returns: what is handed out, if the last one is to be the first.

    Those that another was let pass before are the next, the last of them first.
    """

    def __init__(self) -> None:
        self._passed: weakref.WeakSet[Any] = weakref.WeakSet()

    def last_first(self, ended: list[Any], return_when: str) -> list[Any]:
        """``ended`` in the order in which they were started."""
        if return_when != "FIRST_COMPLETED" or not ended:
            return ended[::-1]
        waiting = [future for future in ended if future in self._passed]
        if waiting:
            return waiting[-1:]
        self._passed.update(ended[:-1])
        return ended[-1:]
