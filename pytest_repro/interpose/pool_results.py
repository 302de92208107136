"""Results of multiprocessing's pools and of joblib, in the order in which the program gets them."""

from __future__ import annotations

import functools
import sys
import weakref
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.arrivals import Arrivals
from pytest_repro.interpose.giving_way import rearranged
from pytest_repro.interpose.rearranging import Numbered, ready
from pytest_repro.interpose.thread_tasks import workers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_repro.interpose.orders import Orders, Way
    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import Place, SiteFinder
    from pytest_repro.interpose.starters import Starters
    from pytest_repro.interpose.thread_tasks import ThreadTasks


class PoolResults:
    """What workers send is handed on in another order, or in the one that was recorded."""

    def __init__(
        self, finder: SiteFinder, patches: Patches, orders: Orders, starting: Starters, tasks: ThreadTasks
    ) -> None:
        self._finder = finder
        self._patches = patches
        self._orders = orders
        self._starting = starting
        self._tasks = tasks
        self._incoming: weakref.WeakKeyDictionary[Any, Arrivals] = weakref.WeakKeyDictionary()

    def forked(self) -> None:
        self._incoming = weakref.WeakKeyDictionary()

    def arrivals(self, owner: Any, what: str, place: Place | None = None, pool: Any = None) -> Arrivals:
        """``pool`` brings the results in, if ``owner`` is not the one."""
        known = self._incoming.get(owner)
        if known is None:
            key, way = self._orders.use(what, place)
            known = self._incoming[owner] = Arrivals(
                way, self._orders.recorded(key), workers_of(pool or owner)
            )
            self._orders.keep(key, known.handed)
        return known

    def watch_pool(self, module: Any) -> None:
        self._gate(module.IMapUnorderedIterator, "imap_unordered")
        self._gate(module.ApplyResult, "apply_async")

    def _gate(self, owner: Any, what: str) -> None:
        """Results of a pool are handed to the program by ``_set``, in the thread that receives them."""
        real_init, real_set = owner.__init__, owner._set
        names: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()

        def asked() -> bool:
            """joblib waits for callbacks of its own, and sorts what they bring."""
            return self._finder.is_user_file(sys._getframe(3).f_code.co_filename)

        @functools.wraps(real_init)
        def init(result: Any, pool: Any, *args: Any, **kwargs: Any) -> None:
            real_init(result, pool, *args, **kwargs)
            unordered = what == "imap_unordered"
            if not unordered and (type(result) is not owner or result._callback is None or not asked()):
                return
            self._starting.taken([pool])
            if self._tasks.turned_at(pool):
                return  # turning the results round as well would undo it
            self._incoming[result] = self.arrivals(result if unordered else pool, what, pool=pool)
            if not unordered:
                names[result] = self._incoming[result].expect()

        @functools.wraps(real_set)
        def receive(result: Any, i: int, value: Any) -> None:
            arrivals = self._incoming.get(result)
            if arrivals is None:
                real_set(result, i, value)
            else:
                arrivals.arrive(names.get(result, str(i)), lambda: real_set(result, i, value))

        self._patches.set(owner, "__init__", init)
        self._patches.set(owner, "_set", receive)

    def watch_joblib(self, module: Any) -> None:
        real = module.Parallel.__call__

        @functools.wraps(real)
        def call(parallel: Any, iterable: Any) -> Any:
            if not getattr(parallel, "return_generator", False) or getattr(parallel, "return_ordered", True):
                return real(parallel, iterable)
            key, way = self._orders.use("generator_unordered")
            calls = ((Numbered(i, f), args, kwargs) for i, (f, args, kwargs) in enumerate(iterable))
            return self._rearranged(key, way, real(parallel, calls), parallel)

        self._patches.set(module.Parallel, "__call__", call)

    def _rearranged(self, key: str, way: Way, pairs: Any, parallel: Any) -> Iterator[Any]:
        """Values of numbered results, in the order that is due."""
        workers = getattr(parallel, "_cached_effective_n_jobs", None)
        waiting: dict[int, Any] = {}
        order: list[int] = []
        self._orders.keep(key, order)
        due = list(self._orders.recorded(key) or ()) if way == "replay" else []
        try:
            for number, value in pairs:
                waiting[number] = value
                for chosen in ready(way, waiting, due, number, workers):
                    order.append(chosen)
                    yield waiting.pop(chosen)
            yield from (waiting.pop(number) for number in rearranged(list(waiting), workers))
        finally:
            pairs.close()
