"""The order in which threads, tasks of pools and worker processes come to an end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.awaited import Awaited
from pytest_repro.interpose.futures import watch_futures
from pytest_repro.interpose.orders import Orders, Way
from pytest_repro.interpose.pool_results import PoolResults
from pytest_repro.interpose.process_futures import ProcessFutures
from pytest_repro.interpose.queues import Queues
from pytest_repro.interpose.relays import Relays
from pytest_repro.interpose.sleeping import Sleeping
from pytest_repro.interpose.starters import KEPT, Starters
from pytest_repro.interpose.thread_tasks import ThreadTasks
from pytest_repro.source import Ambient, Source, Stage

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

_STARTING = re.compile(r"\.start\(\)")
_AWAITING = re.compile(r"\bto_thread\(|\bto_thread\.run_sync\(|\brun_in_executor\(|\bwrap_future\(")
_APART = (
    "give each thread a part of its own to write to and combine the parts in order, or run them one after "
    "another: a lock does not settle who comes first"
)
_LATER = (
    "let each coroutine return what it has got, and do what depends on the order after asyncio.gather(), "
    "whose results come in the order of the coroutines"
)


class CompletionOrder(Source):
    """Of two that end at about the same time, another one first.

    Orders belong to the user's line that takes results as they come, or where none does, to those that start
    tasks. Tasks of thread pools and the program's own threads run one after another where they are recorded
    and replayed; where a coroutine awaits them, all that its loop can do at once comes before the next, as it
    does where coroutines sleep: of those the line is named that then changes what others see. Not so the
    tasks that a library runs in threads of its own for one call of the user's, as ``predict_proba`` of a
    forest does: their order is varied as well, but what comes of it is a ``kernel-race``, since the user's
    program takes no results and cannot put them in order.
    """

    id = "completion-order"
    explanation = "uses results in the order in which threads, workers or coroutines happen to finish"
    fix = (
        "collect results in the order of submission: executor.map(), pool.imap(), asyncio.gather(), or sort "
        "them by a key"
    )
    rules = ("REP303",)
    by_site = True
    shows_later = True
    suspicion = 3

    @classmethod
    def remedy(cls, part: str, lines: Sequence[str]) -> str:
        told = ((_STARTING, _APART), (_AWAITING, _LATER))
        return next((fix for kind, fix in told if lines and all(map(kind.search, lines))), cls.fix)

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._orders = Orders(stage)
        self._starting = Starters(stage.finder)
        self._awaited = Awaited(stage.finder)
        self._queues = Queues(stage.finder, stage.patches)
        self._tasks = ThreadTasks(stage, self._orders, self._starting, self._awaited)
        self._results = PoolResults(stage.finder, stage.patches, self._orders, self._starting, self._tasks)
        self._sleeping = Sleeping(self._orders, self._awaited)
        self._futures = ProcessFutures(self._results.arrivals)
        self._relays = Relays(stage.finder.is_user_file, self._way_of_processes, self._processes_overlap)

    def forked(self, stage: Stage) -> None:
        for part in (self._orders, self._queues, self._tasks, self._results):
            part.forked()
        self._relays.forget()
        super().forked(stage)

    def resume(self, stage: Stage) -> None:
        super().resume(stage)
        self._orders.resume(stage)
        self._tasks.resume(stage)
        self._starting.restart(stage.sink)
        self._queues.restart(stage.sink)

    @classmethod
    def aside(cls, what: str) -> bool:
        return what == KEPT

    @classmethod
    def vary(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        return {"turn": True}

    @classmethod
    def freed(cls) -> dict[str, Any]:
        """Settings under which threads run at once as they do without us, each still known by its name."""
        return {"free": True}

    def install(self) -> None:
        if self._orders.way(None) == "note" and not self.stage.record:
            return
        when = self.stage.imports.when_imported
        when("concurrent.futures._base", self._watch_futures)
        patches = self.stage.patches
        when("concurrent.futures.process", lambda m: self._futures.watch_pool(m.ProcessPoolExecutor, patches))
        when("asyncio", self._watch_asyncio)
        when("anyio._backends._asyncio", self._tasks.watch_anyio)
        when("concurrent.futures.thread", self._tasks.watch_pool)
        when("multiprocessing.pool", lambda module: self._tasks.watch_mapping(module.ThreadPool))
        when("multiprocessing.pool", self._results.watch_pool)
        when("joblib.parallel", self._results.watch_joblib)
        when("queue", lambda module: self._queues.watch(module.Queue))
        when("queue", self._queues.watch_simple)
        when("multiprocessing.queues", lambda module: self._queues.watch(module.Queue))
        when("multiprocessing.queues", lambda module: self._queues.watch(module.SimpleQueue))
        when("multiprocessing.process", lambda m: self._relays.watch(m.BaseProcess, "start", patches))
        when("subprocess", lambda m: self._relays.watch(m.Popen, "__init__", patches))
        self._tasks.watch_threads(lambda: self._queues.jobs)

    def _watch_futures(self, base: Any) -> None:
        watch_futures(base, self._orders, self.stage.patches, self._starting)
        patches = self.stage.patches
        self._starting.watch_callbacks(base, patches, self._futures.calls_back, self._awaits)
        self._futures.watch_results(base.Future, patches)
        self._awaited.watch_results(base.Future, patches)

    def _watch_asyncio(self, asyncio: Any) -> None:
        # Imported here, since it imports asyncio itself.
        from pytest_repro.interpose.coroutines import watch_asyncio

        self._sleeping.watch(asyncio, self.stage.patches)
        self._awaited.watch(asyncio, self.stage.patches)
        watch_asyncio(asyncio, self._orders, self.stage.patches, self._awaited)
        self._queues.watch_asyncio(asyncio)

    def _awaits(self, future: Any) -> None:
        """A loop waits for a task of a pool; those of threads take turns, those of processes arrive."""
        place = self._awaited.place(1)
        if place is not None and self._orders.way(place) == "turn":
            self._awaited.turn(self._awaited.loop())
        self._futures.calls_back(future, place)

    def _way_of_processes(self) -> Way:
        return self._orders.way(self.stage.finder.place(depth=2))

    def _processes_overlap(self) -> None:
        """A process is started while others run that the same function has started."""
        place = self.stage.finder.place(depth=3)
        if place is not None:
            self._starting.note(place, "process")

    def detail(self) -> str:
        return "of up to four that run at once, the last one first"

    def recorded(self) -> dict[str, Any]:
        return {
            "orders": self._orders.noted,
            "draws": [*self._orders.tap.draws(), *self._starting.draws()],
            "instead": self._starting.instead(),
            "races": self._tasks.races(),
            "takes": self._queues.draws(),
        }

    def uninstall(self) -> None:
        self.stage.imports.remove()
        super().uninstall()
