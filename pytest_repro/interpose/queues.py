"""Lines that take out of a queue what several threads or coroutines may have put there."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.jobs import Jobs
from pytest_repro.interpose.tap import Tap

if TYPE_CHECKING:
    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import SiteFinder
    from pytest_repro.interpose.tap import Sink


class Queues:
    """Those of the standard library; what the program's threads take out of one are their ``jobs``."""

    def __init__(self, finder: SiteFinder, patches: Patches) -> None:
        self._finder = finder
        self._patches = patches
        self._taking = Tap(finder)
        self.jobs = Jobs()

    def forked(self) -> None:
        self.jobs = Jobs()

    def restart(self, sink: Sink | None) -> None:
        self._taking.restart(None, sink)

    def draws(self) -> list[dict[str, Any]]:
        return self._taking.draws()

    def watch_asyncio(self, asyncio: Any) -> None:
        get = asyncio.Queue.get

        @functools.wraps(get)
        async def take(queue: Any) -> Any:
            self._taking.drew("get")
            return await get(queue)

        self._patches.set(asyncio.Queue, "get", take)

    def watch_simple(self, module: Any) -> None:
        """It is written in C, and its methods cannot be replaced: a subclass stands in its place."""
        ours = _open_to_patches(module.SimpleQueue)
        self.watch(ours)
        self._patches.set(module, "SimpleQueue", ours)

    def watch(self, owner: Any) -> None:
        real, at_once = owner.get, getattr(getattr(owner, "get_nowait", None), "__code__", None)

        @functools.wraps(real)
        def get(queue: Any, *args: Any, **kwargs: Any) -> Any:
            caller = sys._getframe(1)
            if caller.f_code is at_once:
                caller = caller.f_back or caller
            if not self._finder.is_user_file(caller.f_code.co_filename):
                return real(queue, *args, **kwargs)
            self._taking.drew("get")
            return self.jobs.take(queue, lambda: real(queue, *args, **kwargs))

        self._patches.set(owner, "get", get)


def _open_to_patches(base: Any) -> Any:
    class SimpleQueue(base):  # type: ignore[misc]
        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            return super().get(block, timeout)

        def get_nowait(self) -> Any:
            return self.get(False)

    SimpleQueue.__module__, SimpleQueue.__qualname__ = base.__module__, base.__qualname__
    return SimpleQueue
