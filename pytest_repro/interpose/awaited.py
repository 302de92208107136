"""Threads and processes that coroutines await: which line started them, and when a loop is done with one."""

from __future__ import annotations

import functools
import itertools
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.quiet import quiet_of
from pytest_repro.interpose.sites import place_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import Place, SiteFinder

_SETTLES = 0.5
"""Seconds that a thread waits for a loop to deal with what it gave: the loop may be waiting for a thread."""


class Awaited:
    """What is awaited in event loops written in Python; another loop's threads take turns all the same."""

    def __init__(self, finder: SiteFinder) -> None:
        self._finder = finder
        self._step: Any = None
        """The code in which a loop runs one step of a task: below it, nobody has called that task."""
        self._asyncio: Any = None
        self._made: weakref.WeakKeyDictionary[Any, Place] = weakref.WeakKeyDictionary()
        """By tasks of loops, the line that made them."""
        self._tasks: weakref.WeakKeyDictionary[Any, Iterator[int]] = weakref.WeakKeyDictionary()
        """By loops, the numbers of tasks to come."""
        self._numbers: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        """By futures, which one of all it is; by tasks, which one of its loop."""
        self._count = itertools.count()
        self._turned: weakref.WeakSet[Any] = weakref.WeakSet()
        self._local = threading.local()

    def watch(self, asyncio: Any, patches: Patches) -> None:
        self._asyncio = asyncio
        self._step = asyncio.events.Handle._run.__code__
        loop = asyncio.base_events.BaseEventLoop
        make_task, make_future = loop.create_task, loop.create_future

        @functools.wraps(make_task)
        def create_task(this: Any, *args: Any, **kwargs: Any) -> Any:
            place = self.place(1)
            task = make_task(this, *args, **kwargs)
            self._numbers[task] = next(self._tasks.setdefault(this, itertools.count(1)))
            if place is not None:
                self._made[task] = place
            return task

        @functools.wraps(make_future)
        def create_future(this: Any) -> Any:
            future = make_future(this)
            self._numbers[future] = next(self._count)
            return future

        call_soon_threadsafe = loop.call_soon_threadsafe

        @functools.wraps(call_soon_threadsafe)
        def call_from_a_thread(this: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return call_soon_threadsafe(this, *args, **kwargs)
            finally:
                self.release()

        patches.set(loop, "call_soon_threadsafe", call_from_a_thread)
        patches.set(loop, "create_task", create_task)
        patches.set(loop, "create_future", create_future)

    def watch_results(self, future: Any, patches: Patches) -> None:
        """``future`` is the class of :mod:`concurrent.futures`."""
        for name in ("set_result", "set_exception"):
            patches.set(future, name, self._handing(getattr(future, name)))

    def number(self, future: Any) -> int:
        """How many futures were made before it: programs keep them in sets, and they have no names."""
        return self._numbers.get(future, 0)

    def place(self, depth: int) -> Place | None:
        """The user's line that is running; of a task that none has called, the line that made the task."""
        frame: FrameType | None = sys._getframe(depth + 1)
        while frame is not None and self._step is not None:
            if frame.f_code is self._step:
                task = self._asyncio.current_task()
                return None if task is None else self._made.get(task)
            if self._finder.is_user_file(frame.f_code.co_filename):
                break
            frame = frame.f_back
        return self._finder.place(depth + 1)

    def awaiting(self, depth: int) -> list[FrameType]:
        """Of the running task, the user's frames that await one another, the innermost first."""
        frame: FrameType | None = sys._getframe(depth + 1)
        found = []
        while frame is not None and frame.f_code is not self._step:
            if self.is_users(frame):
                found.append(frame)
            frame = frame.f_back
        return found if frame is not None else []

    def runs(self) -> Place | None:
        """The user's line that runs the running loop."""
        frame: FrameType | None = sys._getframe()
        while frame is not None and frame.f_code is not self._step:
            frame = frame.f_back
        while frame is not None and not self.is_users(frame):
            frame = frame.f_back
        return None if frame is None else place_in(frame.f_code, frame.f_lineno)

    def is_users(self, frame: FrameType) -> bool:
        return self._finder.is_user_file(frame.f_code.co_filename)

    def task_number(self) -> int:
        """Which one of its loop's tasks is running; 0 if none is."""
        return self._numbers.get(self._asyncio.current_task(), 0)

    def loop(self) -> Any:
        """The loop that runs in this thread, if one does."""
        return None if self._asyncio is None else self._asyncio._get_running_loop()

    def turn(self, loop: Any) -> None:
        """What this loop is given comes in another order."""
        self._turned.add(loop)

    def is_turned(self, loop: Any) -> bool:
        return loop in self._turned

    def when_handed(self, loop: Any, then: Callable[[], None]) -> None:
        """Call ``then`` when the running thread has handed its result over, and the loop is done with it."""
        self.release()
        self._local.held = functools.partial(self._settled, loop, then)

    def release(self) -> None:
        held, self._local.held = getattr(self._local, "held", None), None
        if held is not None:
            held()

    def _settled(self, loop: Any, then: Callable[[], None]) -> None:
        try:
            if loop is not None:
                _until_idle(loop)
        finally:
            then()

    def _handing(self, real: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        @functools.wraps(real)
        def hand(future: Any, value: Any) -> None:
            try:
                real(future, value)
            finally:
                self.release()

        return hand


def _until_idle(loop: Any) -> None:
    """Wait until a loop has nothing to do at once: what follows from one result comes before the next."""
    if not hasattr(loop, "_ready") or not loop.is_running():
        return
    idle = threading.Event()
    try:
        loop.call_soon_threadsafe(quiet_of(loop).then, idle.set)
    except RuntimeError:  # it has been closed meanwhile
        return
    idle.wait(_SETTLES)
