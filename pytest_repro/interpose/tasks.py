"""Gives every task of a pool of processes an identity of its own: which worker takes which is a race.

What a task draws is then recorded for the task, and found again by whichever worker runs it in another trial.
"""

from __future__ import annotations

import functools
import itertools
import os
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose import processes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.imports import ImportHooks
    from pytest_repro.interpose.patches import Patches

_EXECUTORS = (
    "concurrent.futures.process",
    "joblib.externals.loky.process_executor",
    "loky.process_executor",
)


class Task:
    """A function that a worker process calls as the task that it was given away as."""

    def __init__(self, identity: str, function: Callable[..., Any]) -> None:
        self.identity = identity
        self.function = function
        self.giver = os.getpid()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if os.getpid() != self.giver:
            processes.begin_task(self.identity)
        return self.function(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name == "function":  # while it is being unpickled
            raise AttributeError(name)
        return getattr(self.function, name)


def name_tasks(family: processes.Family, patches: Patches, imports: ImportHooks) -> None:
    """Have all pools, executors and joblib hand out named tasks."""

    def watch_pool(module: Any) -> None:
        real = module.Pool._setup_queues

        @functools.wraps(real)
        def setup_queues(pool: Any) -> None:
            real(pool)
            owner, put, numbers = family.name(), pool._quick_put, itertools.count()
            pool._quick_put = lambda task: put(task and _named(f"{owner}-{next(numbers)}", *task))

        patches.set(module.Pool, "_setup_queues", setup_queues)

    def watch_executor(module: Any) -> None:
        real = module.ProcessPoolExecutor.submit

        @functools.wraps(real)
        def submit(pool: Any, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            return real(pool, Task(family.name(), fn), *args, **kwargs)

        patches.set(module.ProcessPoolExecutor, "submit", submit)

    def watch_joblib(module: Any) -> None:
        real = module.Parallel.__call__

        @functools.wraps(real)
        def call(parallel: Any, iterable: Any) -> Any:
            return real(parallel, ((Task(family.name(), f), args, more) for f, args, more in iterable))

        patches.set(module.Parallel, "__call__", call)

    imports.when_imported("multiprocessing.pool", watch_pool)
    imports.when_imported("joblib.parallel", watch_joblib)
    for module in _EXECUTORS:
        imports.when_imported(module, watch_executor)


def _named(name: str, job: Any, i: Any, function: Any, *more: Any) -> tuple[Any, ...]:
    return job, i, Task(name, function), *more
