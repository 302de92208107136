"""Threads of the program's own that take their jobs out of a queue: each job is a task of its own."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable


class Worker:
    """A thread, whose number is one of ``turns``."""

    def __init__(self, turns: Turns, number: int) -> None:
        self.turns = turns
        self.number = number
        self._job: tuple[Turns, int] | None = None

    def begin(self, jobs: Turns) -> None:
        self._job = jobs, jobs.next_number()
        jobs.begin(self._job[1])

    def finish(self) -> None:
        if self._job is not None:
            jobs, number = self._job
            jobs.end(number)
            self._job = None


class Jobs:
    """Where threads come in another order, of those that take from one queue none does all that there is to
    do before the next one begins: their jobs change places instead.
    """

    def __init__(self) -> None:
        self._local = threading.local()
        self._queues: weakref.WeakKeyDictionary[Any, Turns] = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()

    def start(self, thread: Any, turns: Turns, turned: bool, start: Callable[[Any], None]) -> None:
        """Start a thread, and have it run in its turn."""
        run = thread.run
        number = turns.next_number(turned, _kind(thread))

        def work() -> None:
            worker = self._local.worker = Worker(turns, number)
            try:
                turns.run(number, run)
            finally:
                worker.finish()

        thread.run = work
        turns.coming(number)
        try:
            start(thread)
        except BaseException:
            turns.end(number)
            raise

    def take(self, queue: Any, get: Callable[[], Any]) -> Any:
        """What ``get`` takes out of a queue."""
        worker: Worker | None = getattr(self._local, "worker", None)
        if worker is None or not worker.turns.turns(worker.number):
            return get()
        worker.finish()
        together = worker.turns.let_go_with(worker.number)
        taken = get()
        with self._lock:
            jobs = self._queues.setdefault(queue, Turns(turned=True))
        jobs.known(together)
        worker.begin(jobs)
        return taken


def _kind(thread: Any) -> Any:
    """The same for threads that do the same: the code that they run."""
    function = getattr(thread, "_target", None) or type(thread).run
    function = getattr(function, "__func__", function)
    return getattr(function, "__code__", type(function))
