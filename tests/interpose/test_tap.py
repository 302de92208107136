"""Answers by site: noted in order, given again in order, and then the real one."""

from __future__ import annotations

import itertools
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose import tap as tap_module
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.interpose.tap import Tap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def finder(tmp_path: Path) -> SiteFinder:
    return SiteFinder(tmp_path)


def wrapped(tap: Tap, name: str = "draw") -> Callable[[], Any]:
    """A source's wrapper: code that is not the user's."""
    space: dict[str, Any] = {"tap": tap, "name": name, "next": itertools.count().__next__}
    exec("def draw():\n    return tap.ask(name, next)", space)
    draw: Callable[[], Any] = space["draw"]
    return draw


def program(draw: Callable[[], Any], detour: int = 0) -> tuple[list[Any], list[Any]]:
    """Draws at two lines, and at a third as often as ``detour`` says."""
    first, second = [], []
    for _ in range(3):
        first.append(draw())
        for _ in range(detour):
            draw()
        second.append(draw())
    return first, second


def again(finder: SiteFinder, tap: Tap) -> Tap:
    """A tap that replays, after a round through JSON."""
    return Tap(finder, json.loads(json.dumps(tap.recorded()))["answers"])


def test_answers_are_given_again_in_order_at_each_line(finder: SiteFinder) -> None:
    tap = Tap(finder, note_answers=True)
    assert program(wrapped(tap)) == ([0, 2, 4], [1, 3, 5])
    assert program(wrapped(again(finder, tap))) == ([0, 2, 4], [1, 3, 5])
    assert program(wrapped(again(finder, tap)), detour=2) == ([0, 2, 4], [1, 3, 5])


def test_what_earlier_tests_ask_uses_up_none_of_the_targets_answers(finder: SiteFinder) -> None:
    tap = Tap(finder, note_answers=True)
    imported = program(wrapped(tap))
    tap.target_starts(None)
    of_target = program(wrapped(tap))
    recorded = json.loads(json.dumps(tap.recorded()))
    later = Tap(finder, recorded["answers"])
    assert program(wrapped(later)) == imported
    program(wrapped(later), detour=3)  # an earlier test
    later.target_starts(recorded["answers"][recorded["before"] :])
    assert program(wrapped(later)) == of_target


def test_the_real_answer_when_the_noted_ones_run_out(finder: SiteFinder) -> None:
    tap = Tap(finder, note_answers=True)
    program(wrapped(tap))
    draw = wrapped(again(finder, tap))
    program(draw)
    assert program(draw) == ([0, 2, 4], [1, 3, 5]), "the real count starts at 0"
    assert wrapped(Tap(finder, []))() == 0


def test_what_was_asked_is_told_apart(finder: SiteFinder) -> None:
    tap = Tap(finder, note_answers=True)
    asked = [wrapped(tap, name) for name in ("a", "b", "a")]
    assert [draw() for draw in asked] == [0, 0, 0]
    asked[2] = wrapped(tap, "c")
    assert {entry[2] for entry in tap.recorded()["answers"]} == {"a", "b"}
    assert [(d["what"], d["count"]) for d in tap.draws()] == [("a", 2), ("b", 1)]


def test_answers_are_encoded_and_decoded(finder: SiteFinder) -> None:
    space: dict[str, Any] = {"codec": (bytes.hex, bytes.fromhex)}
    exec("def draw(tap):\n    return tap.ask('b', lambda: b'\\x00\\xff', *codec)", space)
    tap = Tap(finder, note_answers=True)

    def line(tap: Tap) -> Any:
        return space["draw"](tap)

    assert line(tap) == b"\x00\xff"
    assert tap.recorded()["answers"][0][3] == "00ff"
    assert line(again(finder, tap)) == b"\x00\xff"


def test_without_noting_only_draws_are_kept(finder: SiteFinder) -> None:
    tap = Tap(finder)
    program(wrapped(tap))
    recorded = tap.recorded()
    assert recorded["answers"] == []
    assert [draw["count"] for draw in recorded["draws"]] == [3, 3]
    assert [draw["function"].rpartition(".")[2] for draw in recorded["draws"]] == ["program", "program"]


def test_an_error_is_passed_on_and_not_noted(finder: SiteFinder) -> None:
    tap = Tap(finder, note_answers=True)
    with pytest.raises(ZeroDivisionError):
        tap.ask("x", lambda: 1 // 0)
    assert tap.recorded() == {"answers": [], "before": 0, "draws": [], "capped": False}


def test_beyond_the_cap_draws_are_counted(finder: SiteFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tap_module, "CAP", 5)
    tap = Tap(finder, note_answers=True)
    draw = wrapped(tap)
    kept = [draw() for _ in range(8)]
    recorded = tap.recorded()
    assert (len(recorded["answers"]), recorded["capped"]) == (5, True)
    assert recorded["draws"][0]["count"] == 8
    draw = wrapped(again(finder, tap))
    assert [draw() for _ in range(5)] == kept[:5]


def test_a_call_that_no_user_made_is_not_noted(finder: SiteFinder) -> None:
    tap = Tap(finder, note_answers=True)
    answers: list[Any] = []
    space: dict[str, Any] = {"draw": wrapped(tap), "answers": answers}
    exec("def work():\n    answers.append(draw())", space)
    thread = threading.Thread(target=space["work"])
    thread.start()
    thread.join()
    assert answers == [0]
    assert tap.recorded() == {"answers": [], "before": 0, "draws": [], "capped": False}


def test_draws_of_many_threads_are_all_kept(finder: SiteFinder) -> None:
    tap = Tap(finder, note_answers=True)
    draw = wrapped(tap)

    def work() -> None:
        for _ in range(500):
            draw()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry[3] for entry in tap.recorded()["answers"]) == list(range(2000))
