"""What stands in for asyncio's `as_completed` and `wait` behaves as they do."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.awaited import Awaited
from pytest_repro.interpose.coroutines import watch_asyncio
from pytest_repro.interpose.patches import Patches
from pytest_repro.interpose.sites import SiteFinder

if TYPE_CHECKING:
    from collections.abc import Iterator


class Orders:
    """Stands for a source's: what is noted, and what is to be given again."""

    def __init__(self, way: str, recorded: list[Any] | None = None) -> None:
        self._way, self._recorded = way, recorded
        self.noted: list[Any] = []

    def use(self, what: str) -> tuple[str, str]:
        return what, self._way

    def recorded(self, key: str) -> list[Any] | None:
        return self._recorded

    def keep(self, key: str, order: list[Any]) -> None:
        self.noted = order


@pytest.fixture
def patches() -> Iterator[Patches]:
    patches = Patches()
    yield patches
    patches.undo()


async def number(n: int) -> int:
    await asyncio.sleep(n if n > 9 else 0)
    return n


async def collected(coroutines: list[Any], **options: Any) -> list[int]:
    ended = asyncio.as_completed(coroutines, **options)  # repro: ignore[REP303] its order is looked at
    return [await one for one in ended]


@pytest.mark.parametrize(
    ("way", "recorded", "answers", "noted"),
    [
        ("note", None, [0, 1, 2, 3], ["0", "1", "2", "3"]),
        ("turn", None, [3, 2, 1, 0], ["3", "2", "1", "0"]),
        ("replay", ["2", "0", "3", "1"], [2, 0, 3, 1], ["2", "0", "3", "1"]),
    ],
)
def test_as_completed(
    way: str, recorded: list[str] | None, answers: list[int], noted: list[str], patches: Patches
) -> None:
    orders: Any = Orders(way, recorded)
    watch_asyncio(asyncio, orders, patches, Awaited(SiteFinder(Path.cwd())))
    assert asyncio.run(collected([number(n) for n in range(4)])) == answers
    assert orders.noted == noted


def test_what_it_returns_can_be_gone_through_as_in_this_version(patches: Patches) -> None:
    orders: Any = Orders("note")
    watch_asyncio(asyncio, orders, patches, Awaited(SiteFinder(Path.cwd())))

    async def by_task() -> list[str]:
        tasks = {asyncio.create_task(number(n)): f"task {n}" for n in range(3)}
        return [tasks[one] async for one in asyncio.as_completed(tasks)]  # repro: ignore[REP303] as above

    if sys.version_info >= (3, 13):
        assert asyncio.run(by_task()) == ["task 0", "task 1", "task 2"]
    else:
        with pytest.raises(TypeError, match="async for"):
            asyncio.run(by_task())


def test_a_task_that_was_cancelled_says_so(patches: Patches) -> None:
    orders: Any = Orders("note")
    watch_asyncio(asyncio, orders, patches, Awaited(SiteFinder(Path.cwd())))

    async def cancelled() -> str:
        task = asyncio.create_task(asyncio.sleep(30))
        task.cancel()
        try:
            await collected([task])
        except asyncio.CancelledError:
            return "cancelled"
        return "done"

    assert asyncio.run(cancelled()) == "cancelled"


def test_wrong_arguments_are_asyncios_to_refuse(patches: Patches) -> None:
    orders: Any = Orders("turn")
    watch_asyncio(asyncio, orders, patches, Awaited(SiteFinder(Path.cwd())))

    async def one_coroutine() -> None:
        coroutine = number(1)
        try:
            list(asyncio.as_completed(coroutine))  # type: ignore[call-overload]
        finally:
            await coroutine

    async def nothing() -> None:
        await asyncio.wait([])

    with pytest.raises(TypeError, match="expect"):
        asyncio.run(one_coroutine())
    with pytest.raises(ValueError, match="empty"):
        asyncio.run(nothing())


def test_a_wait_that_runs_out_of_time(patches: Patches) -> None:
    orders: Any = Orders("note")
    watch_asyncio(asyncio, orders, patches, Awaited(SiteFinder(Path.cwd())))

    async def limited() -> tuple[int, int]:
        tasks = [asyncio.create_task(number(n)) for n in (0, 30_000)]
        done, rest = await asyncio.wait(tasks, timeout=0.05)
        for task in rest:
            task.cancel()
        return len(done), len(rest)

    assert asyncio.run(limited()) == (1, 1)
    assert orders.noted == [0]


def test_nothing_is_left_behind(patches: Patches) -> None:
    before = asyncio.as_completed, asyncio.wait, asyncio.tasks.as_completed, asyncio.tasks.wait
    orders: Any = Orders("note")
    watch_asyncio(asyncio, orders, patches, Awaited(SiteFinder(Path.cwd())))
    assert asyncio.wait is not before[1]
    patches.undo()
    assert (asyncio.as_completed, asyncio.wait, asyncio.tasks.as_completed, asyncio.tasks.wait) == before
