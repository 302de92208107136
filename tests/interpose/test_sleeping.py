"""In which order coroutines that sleep go on. The loop's time is a number here, and passes at once."""

from __future__ import annotations

import asyncio
import selectors
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.awaited import Awaited
from pytest_repro.interpose.patches import Patches
from pytest_repro.interpose.sites import Place, SiteFinder
from pytest_repro.interpose.sleeping import Sleeping

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator


class Orders:
    """Stands for a source's: what is noted, and what is to be given again."""

    def __init__(self, way: str, recorded: list[Any] | None = None) -> None:
        self._way, self._recorded = way, recorded
        self.noted: list[str] = []
        self.lines: list[int] = []
        self.tap = self

    def note(self, place: Place, what: str) -> None:
        self.lines.append(place.line)

    def way(self, place: Place) -> str:
        return self._way

    def name(self, place: Place, what: str) -> str:
        return what

    def recorded(self, key: str) -> list[Any] | None:
        return self._recorded

    def keep(self, key: str, order: list[Any]) -> None:
        self.noted = order

    def noted_of(self, coroutine: Coroutine[Any, Any, Any]) -> list[str]:
        ran(coroutine)
        return self.noted


class Selector(selectors.DefaultSelector):
    passed = 0.0
    rate = 1.0

    def select(self, timeout: float | None = None) -> Any:
        self.passed += (timeout or 0.0) * self.rate
        return super().select(0)


class Loop(asyncio.SelectorEventLoop):
    def __init__(self, rate: float) -> None:
        self._passes = Selector()
        self._passes.rate = rate
        super().__init__(self._passes)

    def time(self) -> float:
        return self._passes.passed


@pytest.fixture
def patches() -> Iterator[Patches]:
    patches = Patches()
    yield patches
    patches.undo()


def watched(patches: Patches, way: str, recorded: list[Any] | None = None) -> Orders:
    orders: Any = Orders(way, recorded)
    awaited = Awaited(SiteFinder(Path.cwd()))
    awaited.watch(asyncio, patches)
    Sleeping(orders, awaited).watch(asyncio, patches)
    return orders


def ran(coroutine: Coroutine[Any, Any, Any], rate: float = 1.0) -> Any:
    loop = Loop(rate)
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


async def went_on(*lasting: float, limits: dict[int, float] | None = None) -> list[int]:
    """In which order tasks do that sleep so long; minus their numbers if they had to give up."""
    seen: list[int] = []

    async def one(n: int, seconds: float) -> None:
        try:
            await asyncio.wait_for(asyncio.sleep(seconds), (limits or {}).get(n, 60))
            seen.append(n)
        except asyncio.TimeoutError:
            seen.append(-n)

    await asyncio.gather(*(one(n, seconds) for n, seconds in enumerate(lasting)))
    return seen


@pytest.mark.parametrize(
    ("way", "lasting", "order"),
    [
        ("note", [0.03, 0.02, 0.04], [1, 0, 2]),
        ("turn", [0.03, 0.02, 0.04], [2, 0, 1]),
        ("turn", [0.02, 0.021, 0.022, 0.023, 0.024, 0.025], [3, 2, 1, 0, 5, 4]),
        ("turn", [0.1, 0.2, 0.3], [0, 1, 2]),
        ("turn", [0.01, 0.03], [0, 1]),
    ],
    ids=["as it comes", "another one first", "four change places", "far apart", "more than twice as long"],
)
def test_the_order(way: str, lasting: list[float], order: list[int], patches: Patches) -> None:
    orders = watched(patches, way)
    assert ran(went_on(*lasting)) == order
    assert len(orders.noted) == len(lasting)
    assert len(orders.lines) == 1


def test_an_order_is_given_again(patches: Patches) -> None:
    orders = watched(patches, "turn")
    varied = ran(went_on(0.02, 0.03, 0.04))
    noted = orders.noted
    patches.undo()
    orders = watched(patches, "replay", noted)
    assert ran(went_on(0.02, 0.021, 0.022)) == varied
    assert orders.noted == noted


@pytest.mark.parametrize(("limit", "step"), [(60, -1), (0.05, 1)])
def test_one_that_never_comes_is_given_up_before_a_time_limit(
    limit: float, step: int, patches: Patches
) -> None:
    noted = watched(patches, "note").noted_of(went_on(0.02, 0.03))
    patches.undo()
    file, _, number = noted[0].rpartition("#")
    orders = watched(patches, "replay", [f"{file}#9{number}", *noted[::-1]])
    assert sorted(ran(went_on(0.02, 0.03, limits={0: limit, 1: limit}), rate=3.0)) == [0, 1]
    assert orders.noted == noted[::step]


def test_nothing_is_held_beyond_a_time_limit(patches: Patches) -> None:
    watched(patches, "turn")
    assert ran(went_on(0.02, 0.03, 0.04, limits={0: 0.025})) == [0, 2, 1]


def test_those_far_apart_keep_their_order_where_the_loop_is_late(patches: Patches) -> None:
    watched(patches, "turn")
    assert ran(went_on(0.2, 0.3, 0.4), rate=3.0) == [0, 1, 2]


@pytest.mark.parametrize("way", ["note", "turn"])
def test_who_comes_in_time_by_a_fast_clock_is_in_time(way: str, patches: Patches) -> None:
    watched(patches, way)
    limits = dict.fromkeys(range(1, 4), 0.05)
    assert sorted(ran(went_on(0.02, 0.021, 0.022, 0.023, limits=limits), rate=3.0)) == [0, 1, 2, 3]


def test_one_that_is_cancelled_is_not_waited_for(patches: Patches) -> None:
    orders = watched(patches, "turn")

    async def both() -> float:
        later = asyncio.create_task(asyncio.sleep(0.04))
        asyncio.get_running_loop().call_later(0.01, later.cancel)
        await asyncio.sleep(0.03)
        return asyncio.get_running_loop().time()

    assert ran(both()) == pytest.approx(0.03)
    assert len(orders.noted) == 1


def test_what_follows_from_one_comes_before_the_next(patches: Patches) -> None:
    watched(patches, "note")
    seen: list[str] = []

    async def sleeper(n: int, then: asyncio.Queue[str]) -> None:
        await asyncio.sleep(0.02)
        then.put_nowait(f"after {n}")
        seen.append(f"sleeper {n}")

    async def reading(then: asyncio.Queue[str]) -> None:
        while True:
            seen.append(await then.get())

    async def every() -> None:
        then: asyncio.Queue[str] = asyncio.Queue()
        reader = asyncio.create_task(reading(then))
        await asyncio.gather(*(sleeper(n, then) for n in range(2)))
        reader.cancel()

    ran(every())
    assert seen == ["sleeper 0", "after 0", "sleeper 1", "after 1"]


def test_a_loop_goes_by_the_time_that_passes(patches: Patches, monkeypatch: pytest.MonkeyPatch) -> None:
    watched(patches, "note")
    monkeypatch.setattr(time, "monotonic", lambda: -1.0)
    loop = asyncio.new_event_loop()
    try:
        assert loop.call_later(1, print).when() > 0
        assert loop.time() < 0  # what the program asks for is the clock's to tell
    finally:
        loop.close()


def test_who_keeps_looking_does_not_keep_a_sleeper_from_going_on(patches: Patches) -> None:
    watched(patches, "note")

    async def look() -> int:
        task, rounds = asyncio.create_task(asyncio.sleep(0.02)), 0
        while not task.done():
            await asyncio.sleep(0)
            rounds += 1
            if rounds == 1:
                asyncio.get_running_loop()._passes.passed += 1  # type: ignore[attr-defined]
        return rounds

    assert ran(look()) > 1


class Store:
    def __init__(self) -> None:
        self.pages: dict[int, int] = {}
        self.tried = 0

    async def fetch(self, n: int) -> int:
        self.tried += 1
        found = []
        await asyncio.sleep(0.02)
        self.tried += 1
        found.append(n)
        return n  # nothing is changed but a count, and what is this call's own

    async def keep(self, n: int) -> None:
        page = await self.fetch(n)
        print(page)
        self.pages[n] = page  # KEPT

    async def keep_at_once(self, n: int) -> None:
        self.pages[n] = await self.fetch(n)  # AT ONCE

    async def add(self, n: int, to: list[int]) -> None:
        async with asyncio.Lock():
            to.append(await self.fetch(n))  # ADDED

    async def give(self, n: int) -> int:
        return await self.fetch(n)  # GIVEN

    async def learn(self, n: int) -> None:
        await self.add_later(n)

    async def add_later(self, n: int) -> None:
        await asyncio.sleep(0.02)
        self.pages.update({n: n})  # INNER


@pytest.mark.parametrize(
    ("method", "mark"),
    [("keep", "KEPT"), ("keep_at_once", "AT ONCE"), ("add", "ADDED"), ("give", "GIVEN"), ("learn", "INNER")],
)
def test_the_line_at_which_a_coroutine_changes_something(method: str, mark: str, patches: Patches) -> None:
    orders = watched(patches, "note")
    store, more = Store(), ([],) if method == "add" else ()

    async def both() -> None:
        await asyncio.gather(*(getattr(store, method)(n, *more) for n in range(2)))

    ran(both())
    text = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert orders.lines == [n for n, line in enumerate(text, 1) if line.endswith(f"# {mark}")]
