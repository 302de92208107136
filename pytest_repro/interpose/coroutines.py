"""``asyncio``: which of several awaitables is handed out next.

Nothing is delayed but what :func:`asyncio.as_completed` and :func:`asyncio.wait` hand out: of tasks that end
within a moment of one another, another one may as well be the first.
"""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.arrivals import HOLD, Arrivals
from pytest_repro.interpose.giving_way import BLOCK
from pytest_repro.interpose.rearranging import (
    MOMENT,
    PATIENCE,
    Choice,
    failed,
    positions,
    sets,
    waits_for_all,
    without,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from pytest_repro.interpose.awaited import Awaited
    from pytest_repro.interpose.orders import Orders
    from pytest_repro.interpose.patches import Patches


def watch_asyncio(package: Any, orders: Orders, patches: Patches, awaited: Awaited) -> None:
    """``package`` is :mod:`asyncio`, which shows what :mod:`asyncio.tasks` defines."""
    tasks, case = package.tasks, (package.tasks, orders, awaited)
    for name, made in (("as_completed", _as_completed(*case)), ("wait", _wait(*case))):
        for module in (tasks, package):
            patches.set(module, name, made)


def _in_order(futures: Iterable[Any], awaited: Awaited) -> list[Any]:
    """By name, which counts tasks as they are made, or by number: programs keep them in sets."""
    once = list(dict.fromkeys(futures))
    names = {future: getattr(future, "get_name", str)() for future in once}
    return sorted(once, key=lambda future: (len(names[future]), names[future], awaited.number(future)))


def _as_completed(tasks: Any, orders: Orders, awaited: Awaited) -> Callable[..., Any]:
    real = tasks.as_completed

    @functools.wraps(real)
    def as_completed(fs: Any, *args: Any, **kwargs: Any) -> Any:
        loop = _running()
        if loop is None or asyncio.isfuture(fs) or asyncio.iscoroutine(fs):
            return real(fs, *args, **kwargs)
        # Coroutines are started in the order in which they come, not in that of a set.
        started = [asyncio.ensure_future(one, loop=loop) for one in dict.fromkeys(fs)]
        futures = _in_order(started, awaited)
        key, way = orders.use("as_completed")
        arrivals = Arrivals(way, orders.recorded(key))
        orders.keep(key, arrivals.handed)
        handed = {loop.create_future(): future for future in futures}

        def arrived(number: int, stand_in: Any, future: Any) -> None:
            hand = functools.partial(_hand, loop, stand_in, future)
            arrivals.arrive(str(number), hand, awaited.is_turned(loop))

        for number, (stand_in, future) in enumerate(handed.items()):
            future.add_done_callback(functools.partial(arrived, number, stand_in))
        return _Completed(real(list(handed), *args, **kwargs), handed)

    return as_completed


def _running() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _hand(loop: Any, stand_in: Any, future: Any) -> None:
    if not loop.is_closed():  # what nobody waited for may come late, from a timer's thread
        loop.call_soon_threadsafe(_settle, stand_in, future)


def _settle(stand_in: Any, future: Any) -> None:
    """Let one future end as the other one did."""
    if stand_in.done():
        return
    if future.cancelled():
        stand_in.cancel()
    elif future.exception() is not None:
        stand_in.set_exception(future.exception())
    else:
        stand_in.set_result(future.result())


class _Completed:
    """What :func:`asyncio.as_completed` returns, and of the stand-ins it hands out, what they stand for."""

    def __init__(self, real: Any, handed: dict[Any, Any]) -> None:
        self._real = real
        self._handed = handed
        if hasattr(real, "__aiter__"):  # since Python 3.13
            self._further = real.__aiter__()

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self._real)

    def __aiter__(self) -> AsyncIterator[Any]:
        if not hasattr(self, "_further"):
            raise TypeError("'async for' requires an object with __aiter__ method, got generator")
        return self

    async def __anext__(self) -> Any:
        ended = await self._further.__anext__()
        return self._handed.get(ended, ended)


async def _soon_after(real: Any, futures: list[Any], ended: set[Any]) -> set[Any]:
    """What ends while the others are held, until so many have that change places."""
    ended = ended | (await real(futures, timeout=MOMENT))[0]
    while ended and len(ended) < min(BLOCK, len(futures)):
        left = without(futures, list(ended))
        more = (await real(left, timeout=HOLD, return_when=asyncio.FIRST_COMPLETED))[0]
        if not more:
            break
        ended = ended | more
    return ended


def _wait(tasks: Any, orders: Orders, awaited: Awaited) -> Callable[..., Any]:
    real = tasks.wait
    choice = Choice()

    @functools.wraps(real)
    async def wait(
        fs: Any, *, timeout: float | None = None, return_when: str = asyncio.ALL_COMPLETED, **kwargs: Any
    ) -> Any:
        if asyncio.isfuture(fs) or asyncio.iscoroutine(fs):
            return await real(fs, timeout=timeout, return_when=return_when, **kwargs)
        given = list(dict.fromkeys(fs))
        if kwargs or not all(asyncio.isfuture(one) for one in given) or not given:
            return await real(given, timeout=timeout, return_when=return_when, **kwargs)
        futures = _in_order(given, awaited)
        if timeout is None and waits_for_all(return_when):
            rest = (await real(futures, return_when=return_when))[1]
            if return_when == asyncio.ALL_COMPLETED or not (rest or any(map(failed, futures))):
                return set(futures), rest
        key, way = orders.use("wait")
        order = orders.recorded(key)
        if way == "replay" and order is not None:
            chosen = [futures[i] for i in order if i < len(futures)]
            if chosen:
                await real(chosen, timeout=PATIENCE)
        else:
            done = (await real(futures, timeout=timeout, return_when=return_when))[0]
            if way == "turn":
                done |= await _soon_after(real, futures, done)
            chosen = [future for future in futures if future in done]
            if way == "turn":
                chosen = choice.last_first(chosen, return_when)
        orders.keep(key, positions(futures, chosen))
        return sets(futures, chosen, return_when)

    return wait
