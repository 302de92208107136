"""Races of a program's own threads that show only where these run freely."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis import racing, searching
from pytest_repro.diagnosis.locate import Located
from pytest_repro.diagnosis.racing import race_when_free
from pytest_repro.diagnosis.searching import Search
from pytest_repro.diagnosis.taint import Root
from pytest_repro.model import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Root("work.py", 7, 7, "add")


@pytest.fixture
def naming(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(racing, "races_of", lambda trace, counting=False: (ROOT,) if counting else ())
    monkeypatch.setattr(racing, "without_owned", lambda trace, roots: roots)
    evidence = SimpleNamespace(
        starts=lambda: (("work.py", 20),), site_of_root=lambda root: Site(root.file, root.line, root.function)
    )
    return SimpleNamespace(evidence=evidence, locator=SimpleNamespace(at=lambda sites: Located(sites, ())))


def laboratory(agrees: Iterator[bool], sources: tuple[str, ...] = ("kernel-race",)) -> Any:
    planner = SimpleNamespace(sources=sources)
    return SimpleNamespace(planner=planner, recorded_trace=lambda: (), freely=lambda: next(agrees))


@pytest.mark.parametrize(
    ("agrees", "status"), [([False], "proven"), ([True, False], "proven"), ([True, True], "suspect")]
)
def test_threads_are_let_run_freely_until_that_differs(agrees: list[bool], status: str, naming: Any) -> None:
    left = iter(agrees)
    found = race_when_free(laboratory(left), naming)
    assert found is not None and found.settled is (status == "proven")
    (cause,) = found.causes
    assert (cause.source, cause.status) == ("kernel-race", status)
    assert [(site.path, site.line) for site in cause.sites] == [("work.py", 7)]
    assert [*left] == []


def test_without_threads_that_race_none_is_let_run(naming: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert race_when_free(laboratory(iter(()), sources=("clock",)), naming) is None
    monkeypatch.setattr(naming.evidence, "starts", tuple)
    assert race_when_free(laboratory(iter(())), naming) is None


@pytest.mark.parametrize(
    ("leaks", "race", "tried", "said"),
    [
        (True, "proven", [], "leaked-state"),
        (False, "proven", ["free"], "race"),
        (False, "suspect", ["free"], "race"),
        (False, None, ["free", "varied"], "leaked-state"),
    ],
)
def test_earlier_tests_are_asked_first_and_suspected_where_no_thread_races(
    leaks: bool, race: str | None, tried: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    found = None if race is None else SimpleNamespace(settled=race == "proven")
    monkeypatch.setattr(searching, "race_when_free", lambda *case: done.append("free") or found)
    case: Any = object.__new__(Search)
    case._inherent = None
    case._laboratory = SimpleNamespace(
        earlier=("test_a",),
        summaries=[SimpleNamespace(varied=("leaked-state",), equal=not leaks)],
        leak=lambda: not leaks,
    )
    case._naming = SimpleNamespace(locate_found=lambda: False)
    case._agree_when_varied = lambda: done.append("varied") or True
    case.conclude = lambda note, proven=(), suspected=(): [atom.source for atom in (*proven, *suspected)]
    concluded = case._of_the_session_alone()
    assert done == tried
    assert (concluded or ["race"]) == [said]
