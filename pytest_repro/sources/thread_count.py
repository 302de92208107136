"""How many cores a machine has: libraries use as many threads, and programs ask to cut their work up."""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Any

from pytest_repro.model import Axis
from pytest_repro.source import Ambient, Source, Stage
from pytest_repro.threads import threads_environ

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_MANY = 8
"""Cores of a common machine: where sums are split into few parts, four often add up as two do."""


class ThreadCount(Source):
    """Set before the interpreter starts, and again in torch; the libraries are asked what took effect.

    A program that asks for the number of cores gets that number, too.
    """

    id = "thread-count"
    level = "machine"
    explanation = "sums are split over the threads, so that their number decides the order of additions"
    fix = "pin the number of threads (OMP_NUM_THREADS, torch.set_num_threads), or compare with a tolerance"
    rules = ("REP204",)
    suspicion = 1

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._asked = False
        """Whether the program has asked how many cores there are."""

    @classmethod
    def variants(cls, ambient: Ambient) -> tuple[dict[str, Any], ...]:
        """One thread, two, and more than this machine has; not as many as the session uses."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        given = ambient.environ.get("OMP_NUM_THREADS", "")
        usual = int(given) if given.isdigit() else cores
        return tuple({"threads": count} for count in (1, 2, max(_MANY, 2 * cores)) if count != usual)

    @classmethod
    def environ(cls, settings: Mapping[str, Any]) -> dict[str, str | None]:
        return dict(threads_environ(settings["threads"])) if settings else {}

    def install(self) -> None:
        if not self.stage.settings:
            return
        self.stage.imports.when_imported("torch", self._set_torch)
        count = self.stage.settings["threads"]
        for name, answer in (("cpu_count", count), ("process_cpu_count", count), ("sched_getaffinity", None)):
            if hasattr(os, name):
                self.stage.patches.set(os, name, self._cores(getattr(os, name), count, answer))

    def _cores(self, real: Any, count: int, answer: int | None) -> Any:
        """What tells the number of cores, or gives a set of them."""

        @functools.wraps(real)
        def asked(*args: Any) -> Any:
            self._asked = self._asked or self.stage.finder.place() is not None
            return set(range(count)) if answer is None else answer

        return asked

    def _set_torch(self, torch: Any) -> None:
        torch.set_num_threads(self.stage.settings["threads"])

    def axes(self) -> tuple[Axis, ...]:
        wanted = self.stage.settings.get("threads")
        effective = dict(_effective())
        if not effective and not self._asked:
            return (Axis(self.id, False, "no library that uses threads was loaded"),)
        if not effective:
            return (Axis(self.id, True, f"{wanted} cores told"),)
        told = ", ".join(f"{name} {count}" for name, count in sorted(effective.items()))
        return (Axis(self.id, wanted in effective.values(), f"{wanted} wanted, in effect: {told}"),)

    def uninstall(self) -> None:
        self.stage.imports.remove()
        super().uninstall()


def _effective() -> Iterator[tuple[str, int]]:
    """Libraries that are loaded, and how many threads each would use."""
    torch: Any = sys.modules.get("torch")
    if hasattr(torch, "get_num_threads"):
        yield "torch", torch.get_num_threads()
    threadpoolctl: Any = sys.modules.get("threadpoolctl")
    if hasattr(threadpoolctl, "threadpool_info"):
        for pool in threadpoolctl.threadpool_info():
            yield pool["prefix"] or pool["internal_api"], pool["num_threads"]
    elif not hasattr(torch, "get_num_threads") and "numpy" in sys.modules:
        # numpy alone says nothing; its BLAS read the variable when it was loaded.
        yield "numpy's BLAS (as asked)", int(os.environ.get("OPENBLAS_NUM_THREADS", 0))
