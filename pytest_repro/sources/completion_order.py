"""The order in which threads, tasks of pools and worker processes come to an end."""

from __future__ import annotations

import functools
import itertools
import re
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.arrivals import Arrivals
from pytest_repro.interpose.awaited import Awaited
from pytest_repro.interpose.futures import watch_futures
from pytest_repro.interpose.giving_way import rearranged
from pytest_repro.interpose.jobs import Jobs
from pytest_repro.interpose.orders import Orders, Way
from pytest_repro.interpose.process_futures import ProcessFutures
from pytest_repro.interpose.rearranging import Numbered, number_task, ready
from pytest_repro.interpose.relays import Relays
from pytest_repro.interpose.sleeping import Sleeping
from pytest_repro.interpose.starters import KEPT, Starters, caller_of
from pytest_repro.interpose.tap import Tap
from pytest_repro.interpose.turns import NoTurns, Turns
from pytest_repro.source import Ambient, Source, Stage

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence

    from pytest_repro.interpose.sites import Place

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
        self._taking = Tap(stage.finder)
        """Lines that take out of a queue what several threads may have put there."""
        self._racing = Tap(stage.finder)
        self._groups: weakref.WeakKeyDictionary[Any, Turns] = weakref.WeakKeyDictionary()
        self._incoming: weakref.WeakKeyDictionary[Any, Arrivals] = weakref.WeakKeyDictionary()
        self._jobs = Jobs()
        self._awaited = Awaited(stage.finder)
        self._sleeping = Sleeping(self._orders, self._awaited)
        self._futures = ProcessFutures(self._arrivals)
        self._relays = Relays(stage.finder.is_user_file, self._way_of_processes, self._processes_overlap)
        self._named: dict[str, Iterator[int]] = {}
        self._lock = threading.Lock()

    def forked(self, stage: Stage) -> None:
        # Threads that held what these hold are not here any more.
        self._groups, self._incoming = weakref.WeakKeyDictionary(), weakref.WeakKeyDictionary()
        self._relays.forget()
        self._jobs = Jobs()
        self._lock = threading.Lock()
        self._orders.forked()
        super().forked(stage)

    def resume(self, stage: Stage) -> None:
        super().resume(stage)
        self._orders.resume(stage)
        self._starting.restart(stage.sink)
        for tap in (self._racing, self._taking):
            tap.restart(None, stage.sink)

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
        when("anyio._backends._asyncio", self._watch_anyio)
        when("concurrent.futures.thread", self._watch_thread_pool)
        when("multiprocessing.pool", self._watch_pool)
        when("joblib.parallel", self._watch_joblib)
        when("queue", lambda module: self._watch_queue(module.Queue))
        when("queue", self._watch_simple_queue)
        when("multiprocessing.queues", lambda module: self._watch_queue(module.Queue))
        when("multiprocessing.queues", lambda module: self._watch_queue(module.SimpleQueue))
        when("multiprocessing.process", lambda m: self._relays.watch(m.BaseProcess, "start", patches))
        when("subprocess", lambda m: self._relays.watch(m.Popen, "__init__", patches))
        start = threading.Thread.start
        self.stage.patches.set(threading.Thread, "start", self._starting_thread(start))

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
        get = asyncio.Queue.get

        @functools.wraps(get)
        async def take(queue: Any) -> Any:
            self._taking.drew("get")
            return await get(queue)

        self.stage.patches.set(asyncio.Queue, "get", take)

    def _awaits(self, future: Any) -> None:
        """A loop waits for a task of a pool; those of threads take turns, those of processes arrive."""
        place = self._awaited.place(1)
        if place is not None and self._orders.way(place) == "turn":
            self._awaited.turn(self._awaited.loop())
        self._futures.calls_back(future, place)

    def _watch_simple_queue(self, module: Any) -> None:
        """It is written in C, and its methods cannot be replaced: a subclass stands in its place."""
        ours = _open_to_patches(module.SimpleQueue)
        self._watch_queue(ours)
        self.stage.patches.set(module, "SimpleQueue", ours)

    def _watch_queue(self, owner: Any) -> None:
        real, at_once = owner.get, getattr(getattr(owner, "get_nowait", None), "__code__", None)

        @functools.wraps(real)
        def get(queue: Any, *args: Any, **kwargs: Any) -> Any:
            caller = sys._getframe(1)
            if caller.f_code is at_once:
                caller = caller.f_back or caller
            if not self.stage.finder.is_user_file(caller.f_code.co_filename):
                return real(queue, *args, **kwargs)
            self._taking.drew("get")
            return self._jobs.take(queue, lambda: real(queue, *args, **kwargs))

        self.stage.patches.set(owner, "get", get)

    # Tasks and threads ------------------------------------------------------------------------------------

    def _watch_thread_pool(self, module: Any) -> None:
        executor = module.ThreadPoolExecutor
        real = executor.submit
        base = executor.map.__code__.co_filename

        def what() -> str:
            return KEPT if sys._getframe(2).f_code.co_filename == base else "task"

        @functools.wraps(real)
        def submit(pool: Any, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            place = self._awaited.place(1)
            if getattr(pool, "_max_workers", 2) < 2 or not self._started(place, what()):
                return real(pool, fn, *args, **kwargs)
            turns, loop = self._turns(pool, place), self._awaited.loop()
            number = turns.next_number(self._turned(place))
            over = functools.partial(self._awaited.when_handed, loop)
            future = real(pool, lambda: turns.run(number, lambda: fn(*args, **kwargs), over))
            future.add_done_callback(lambda ended: turns.end(number) if ended.cancelled() else None)
            self._starting.begun(future, place)
            return future

        self.stage.patches.set(executor, "submit", submit)

    def _watch_anyio(self, module: Any) -> None:
        """It has threads of its own for :func:`anyio.to_thread.run_sync`."""
        backend = module.AsyncIOBackend
        real = vars(backend)["run_sync_in_worker_thread"].__func__

        @functools.wraps(real)
        async def run_sync(cls: Any, func: Any, args: Any, *more: Any, **options: Any) -> Any:
            place, loop = self._awaited.place(1), self._awaited.loop()
            if not self._started(place, "task"):
                return await real(cls, func, args, *more, **options)
            turned, turns = self._turned(place), self._turns(loop, place)
            if turned:
                self._awaited.turn(loop)
            number = turns.next_number(turned)
            over = functools.partial(self._awaited.when_handed, loop)

            def run(*given: Any) -> Any:
                return turns.run(number, lambda: func(*given), over)

            return await real(cls, run, args, *more, **options)

        self.stage.patches.set(backend, "run_sync_in_worker_thread", classmethod(run_sync))

    def _turns(self, owner: Any, place: Place | None) -> Turns:
        """``place``: the line that starts the first of those that share what ``owner`` stands for."""
        with self._lock:
            if owner not in self._groups:
                name = _name(place)
                count = next(self._named.setdefault(name, itertools.count()))
                self._starting.begun(owner, place)
                kind = NoTurns if self.stage.settings.get("free") else Turns
                self._groups[owner] = kind(self._turned(place), f"{name}:{count}", _workers(owner))
            return self._groups[owner]

    def _turned(self, place: Place | None) -> bool:
        instead = (self.stage.recording or {}).get("instead", {}).get(_name(place), ())
        return self._orders.way(place, instead) == "turn"

    def _started(self, place: Place | None, what: str, between: int = 0) -> bool:
        """Note where tasks are started; whether their order is to be seen to.

        ``between``: frames of this package's between the caller and the line that starts them.
        """
        # What a loop waits for it hands to whoever awaits it, and that is the program.
        awaited = str(sys._getframe(2).f_globals.get("__name__", "")).startswith("asyncio.")
        library = not awaited and self.stage.finder.in_library(depth=3 + between)
        if place is not None:
            (self._racing if library else self._starting).note(place, what)
        return not library or self._orders.way(place) == "turn"

    def _starting_thread(self, real: Callable[[Any], None]) -> Callable[[Any], None]:
        @functools.wraps(real)
        def start(thread: Any) -> None:
            caller, between = caller_of(sys._getframe(1))
            if self.stage.finder.is_user_file(caller.f_code.co_filename):
                place = self.stage.finder.place()
                self._started(place, "thread", between)
                turns = self._turns(caller.f_code, place)
                self._jobs.start(thread, turns, self._turned(place), real)
            else:
                real(thread)

        return start

    def _way_of_processes(self) -> Way:
        return self._orders.way(self.stage.finder.place(depth=2))

    def _processes_overlap(self) -> None:
        """A process is started while others run that the same function has started."""
        place = self.stage.finder.place(depth=3)
        if place is not None:
            self._starting.note(place, "process")

    # multiprocessing's pools and joblib -------------------------------------------------------------------

    def _arrivals(self, owner: Any, what: str, place: Place | None = None, pool: Any = None) -> Arrivals:
        """``pool`` brings the results in, if ``owner`` is not the one."""
        known = self._incoming.get(owner)
        if known is None:
            key, way = self._orders.use(what, place)
            known = self._incoming[owner] = Arrivals(way, self._orders.recorded(key), _workers(pool or owner))
            self._orders.keep(key, known.handed)
        return known

    def _watch_pool(self, module: Any) -> None:
        self._number_tasks(module.ThreadPool)
        self._gate(module.IMapUnorderedIterator, "imap_unordered")
        self._gate(module.ApplyResult, "apply_async")

    def _number_tasks(self, pool: Any) -> None:
        """Pools of threads take their tasks from a queue, as (job, number in the job, function, ...)."""
        real = pool._setup_queues

        @functools.wraps(real)
        def setup_queues(made: Any) -> None:
            real(made)
            place = self.stage.finder.place()
            if self._started(place, "pool"):
                turns, put = self._turns(made, place), made._quick_put
                made._quick_put = lambda task: put(task and number_task(turns, *task))

        self.stage.patches.set(pool, "_setup_queues", setup_queues)

    def _turns_tasks(self, pool: Any) -> bool:
        """Whether a pool of threads ends its tasks in another order by itself."""
        turns = self._groups.get(pool)
        return turns is not None and turns.turned

    def _gate(self, owner: Any, what: str) -> None:
        """Results of a pool are handed to the program by ``_set``, in the thread that receives them."""
        real_init, real_set = owner.__init__, owner._set
        names: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()

        def asked() -> bool:
            """joblib waits for callbacks of its own, and sorts what they bring."""
            return self.stage.finder.is_user_file(sys._getframe(3).f_code.co_filename)

        @functools.wraps(real_init)
        def init(result: Any, pool: Any, *args: Any, **kwargs: Any) -> None:
            real_init(result, pool, *args, **kwargs)
            unordered = what == "imap_unordered"
            if not unordered and (type(result) is not owner or result._callback is None or not asked()):
                return
            self._starting.taken([pool])
            if self._turns_tasks(pool):
                return  # turning the results round as well would undo it
            self._incoming[result] = self._arrivals(result if unordered else pool, what, pool=pool)
            if not unordered:
                names[result] = self._incoming[result].expect()

        @functools.wraps(real_set)
        def receive(result: Any, i: int, value: Any) -> None:
            arrivals = self._incoming.get(result)
            if arrivals is None:
                real_set(result, i, value)
            else:
                arrivals.arrive(names.get(result, str(i)), lambda: real_set(result, i, value))

        self.stage.patches.set(owner, "__init__", init)
        self.stage.patches.set(owner, "_set", receive)

    def _watch_joblib(self, module: Any) -> None:
        real = module.Parallel.__call__

        @functools.wraps(real)
        def call(parallel: Any, iterable: Any) -> Any:
            if not getattr(parallel, "return_generator", False) or getattr(parallel, "return_ordered", True):
                return real(parallel, iterable)
            key, way = self._orders.use("generator_unordered")
            calls = ((Numbered(i, f), args, kwargs) for i, (f, args, kwargs) in enumerate(iterable))
            return self._rearranged(key, way, real(parallel, calls), parallel)

        self.stage.patches.set(module.Parallel, "__call__", call)

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

    def detail(self) -> str:
        return "of up to four that run at once, the last one first"

    def recorded(self) -> dict[str, Any]:
        return {
            "orders": self._orders.noted,
            "draws": [*self._orders.tap.draws(), *self._starting.draws()],
            "instead": self._starting.instead(),
            "races": self._racing.draws(),
            "takes": self._taking.draws(),
        }

    def uninstall(self) -> None:
        self.stage.imports.remove()
        super().uninstall()


def _workers(pool: Any) -> int | None:
    """How many tasks a pool of threads or processes runs at once, if that is known."""
    return getattr(pool, "_max_workers", None) or getattr(pool, "_processes", None)


def _name(place: Place | None) -> str:
    return "" if place is None else f"{place.file}:{place.line}"


def _open_to_patches(base: Any) -> Any:
    class SimpleQueue(base):  # type: ignore[misc]
        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            return super().get(block, timeout)

        def get_nowait(self) -> Any:
            return self.get(False)

    SimpleQueue.__module__, SimpleQueue.__qualname__ = base.__module__, base.__qualname__
    return SimpleQueue
