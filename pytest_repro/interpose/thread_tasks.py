"""Tasks that run in threads: of a pool, of anyio, of the program's own; and whose turn it is among them."""

from __future__ import annotations

import functools
import itertools
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.rearranging import number_task
from pytest_repro.interpose.starters import KEPT, Starters, caller_of
from pytest_repro.interpose.tap import Tap
from pytest_repro.interpose.turns import NoTurns, Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_repro.interpose.awaited import Awaited
    from pytest_repro.interpose.jobs import Jobs
    from pytest_repro.interpose.orders import Orders
    from pytest_repro.interpose.sites import Place
    from pytest_repro.source import Stage


class ThreadTasks:
    """Those that share a pool, or a function that starts threads, take turns with one another."""

    def __init__(self, stage: Stage, orders: Orders, starting: Starters, awaited: Awaited) -> None:
        self._stage = stage
        self._orders = orders
        self._starting = starting
        self._awaited = awaited
        self._racing = Tap(stage.finder)
        """Lines that have a library run tasks in threads of its own."""
        self._groups: weakref.WeakKeyDictionary[Any, Turns] = weakref.WeakKeyDictionary()
        self._named: dict[str, Iterator[int]] = {}
        self._lock = threading.Lock()

    def forked(self) -> None:
        """Threads that held what these hold are not here any more."""
        self._groups = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()

    def resume(self, stage: Stage) -> None:
        self._stage = stage
        self._racing.restart(None, stage.sink)

    def races(self) -> list[dict[str, Any]]:
        return self._racing.draws()

    def watch_pool(self, module: Any) -> None:
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

        self._stage.patches.set(executor, "submit", submit)

    def watch_anyio(self, module: Any) -> None:
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

        self._stage.patches.set(backend, "run_sync_in_worker_thread", classmethod(run_sync))

    def _turns(self, owner: Any, place: Place | None) -> Turns:
        """``place``: the line that starts the first of those that share what ``owner`` stands for."""
        with self._lock:
            if owner not in self._groups:
                name = _name(place)
                count = next(self._named.setdefault(name, itertools.count()))
                self._starting.begun(owner, place)
                kind = NoTurns if self._stage.settings.get("free") else Turns
                self._groups[owner] = kind(self._turned(place), f"{name}:{count}", workers_of(owner))
            return self._groups[owner]

    def _turned(self, place: Place | None) -> bool:
        instead = (self._stage.recording or {}).get("instead", {}).get(_name(place), ())
        return self._orders.way(place, instead) == "turn"

    def _started(self, place: Place | None, what: str, between: int = 0) -> bool:
        """Note where tasks are started; whether their order is to be seen to.

        ``between``: frames of this package's between the caller and the line that starts them.
        """
        # What a loop waits for it hands to whoever awaits it, and that is the program.
        awaited = str(sys._getframe(2).f_globals.get("__name__", "")).startswith("asyncio.")
        library = not awaited and self._stage.finder.in_library(depth=3 + between)
        if place is not None:
            (self._racing if library else self._starting).note(place, what)
        return not library or self._orders.way(place) == "turn"

    def watch_threads(self, jobs: Callable[[], Jobs]) -> None:
        """Threads that the program starts itself."""
        real = threading.Thread.start

        @functools.wraps(real)
        def start(thread: Any) -> None:
            caller, between = caller_of(sys._getframe(1))
            if self._stage.finder.is_user_file(caller.f_code.co_filename):
                place = self._stage.finder.place()
                self._started(place, "thread", between)
                turns = self._turns(caller.f_code, place)
                jobs().start(thread, turns, self._turned(place), real)
            else:
                real(thread)

        self._stage.patches.set(threading.Thread, "start", start)

    def watch_mapping(self, pool: Any) -> None:
        """Pools of threads take their tasks from a queue, as (job, number in the job, function, ...)."""
        real = pool._setup_queues

        @functools.wraps(real)
        def setup_queues(made: Any) -> None:
            real(made)
            place = self._stage.finder.place()
            if self._started(place, "pool"):
                turns, put = self._turns(made, place), made._quick_put
                made._quick_put = lambda task: put(task and number_task(turns, *task))

        self._stage.patches.set(pool, "_setup_queues", setup_queues)

    def turned_at(self, pool: Any) -> bool:
        """Whether a pool of threads ends its tasks in another order by itself."""
        turns = self._groups.get(pool)
        return turns is not None and turns.turned


def workers_of(pool: Any) -> int | None:
    """How many tasks a pool of threads or processes runs at once, if that is known."""
    return getattr(pool, "_max_workers", None) or getattr(pool, "_processes", None)


def _name(place: Place | None) -> str:
    return "" if place is None else f"{place.file}:{place.line}"
