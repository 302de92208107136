"""``concurrent.futures``: which of several futures is handed out next."""

from __future__ import annotations

import functools
import itertools
import sys
import weakref
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.rearranging import (
    MOMENT,
    PATIENCE,
    Choice,
    failed,
    in_turn,
    positions,
    sets,
    turned,
    waits_for_all,
    with_those_soon_after,
    without,
)
from pytest_repro.interpose.starters import discards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_repro.interpose.orders import Orders
    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.starters import Starters


def watch_futures(base: Any, orders: Orders, patches: Patches, starters: Starters) -> None:
    """``base`` is :mod:`concurrent.futures._base`; ``starters`` are told which futures are waited for."""
    watcher = _Watcher(base, orders, starters)
    patches.set(base.Future, "__init__", watcher.numbering(base.Future.__init__))
    for name, made in (("as_completed", watcher.as_completed()), ("wait", watcher.wait())):
        patches.set(base, name, made)
        package = sys.modules.get("concurrent.futures")
        if package is not None and hasattr(package, name):
            patches.set(package, name, made)


class _Watcher:
    def __init__(self, base: Any, orders: Orders, starters: Starters) -> None:
        self._base = base
        self._starters = starters
        self._orders = orders
        self._numbers: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self._count = itertools.count()
        self._choice = Choice()

    def numbering(self, real: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(real)
        def init(future: Any, *args: Any, **kwargs: Any) -> None:
            real(future, *args, **kwargs)
            self._numbers[future] = next(self._count)

        return init

    def _in_order(self, futures: Iterable[Any]) -> list[Any]:
        """As they were made: programs keep them in sets."""
        return sorted(dict.fromkeys(futures), key=lambda future: self._numbers.get(future, 0))

    def as_completed(self) -> Callable[..., Any]:
        real, real_wait = self._base.as_completed, self._base.wait

        @functools.wraps(real)
        def as_completed(fs: Any, timeout: float | None = None) -> Any:
            futures = self._in_order(fs)
            key, way = self._orders.use("as_completed")
            self._starters.taken(futures)
            order = self._orders.recorded(key)
            if way == "replay" and order is not None:
                chosen = [futures[i] for i in order if i < len(futures)]
                return in_turn(chosen, without(futures, chosen), real_wait, real, timeout)
            if way == "turn":
                return turned(futures, real, real_wait, timeout)
            return self._noted(key, futures, real(futures, timeout))

        return as_completed

    def _noted(self, key: str, futures: list[Any], ended: Iterator[Any]) -> Iterator[Any]:
        order: list[int] = []
        self._orders.keep(key, order)
        numbers = {future: i for i, future in enumerate(futures)}
        for future in ended:
            order.append(numbers[future])
            yield future

    def wait(self) -> Callable[..., Any]:
        base, real = self._base, self._base.wait

        @functools.wraps(real)
        def wait(fs: Any, timeout: float | None = None, return_when: str = base.ALL_COMPLETED) -> Any:
            if discards(sys._getframe(1)):
                return real(fs, timeout, return_when)  # in what order they end matters elsewhere, if at all
            futures = self._in_order(fs)
            if timeout is None and waits_for_all(return_when):
                rest = real(futures, None, return_when).not_done
                if return_when == base.ALL_COMPLETED or not (rest or any(map(failed, futures))):
                    self._starters.awaited(futures)
                    return base.DoneAndNotDoneFutures(set(futures), rest)
            key, way = self._orders.use("wait")
            self._starters.taken(futures)
            order = self._orders.recorded(key)
            if way == "replay" and order is not None:
                chosen = [futures[i] for i in order if i < len(futures)]
                real(chosen, PATIENCE)
            else:
                done = real(futures, timeout, return_when).done
                if way == "turn":  # a little later, more of them have come to an end
                    done = with_those_soon_after(futures, done, real) if done else real(futures, MOMENT).done
                chosen = [future for future in futures if future in done]
                if way == "turn":
                    chosen = self._choice.last_first(chosen, return_when)
            self._orders.keep(key, positions(futures, chosen))
            return base.DoneAndNotDoneFutures(*sets(futures, chosen, return_when))

        return wait
