"""Which statements of a thread change what others change as well."""

from __future__ import annotations

from textwrap import indent
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis.conclusion import _cause
from pytest_repro.diagnosis.locate import Located
from pytest_repro.diagnosis.sharing import changes_what_is_shared, races
from pytest_repro.diagnosis.taint import Root
from pytest_repro.model import Site
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from pathlib import Path

MARK = "  # <- here"


@pytest.mark.parametrize(
    ("code", "shared"),
    [
        ("w += lr * g  # <- here", True),
        ("self.seen += len(rows)  # <- here", False),
        ("model.w[row] += g  # <- here", True),
        ("p, q = model.users[u], model.items[i]\np += lr * q  # <- here", True),
        ("table = model.table\nrow = table[u]\nrow -= g  # <- here", True),
        ("total[0] = total[0] * 0.9 + g  # <- here", True),
        ("self.count = self.count + g  # <- here", True),
        ("before = w[u]\ngain = g / before\nw[u] = before + gain  # <- here", True),
        ("before = w[u]\nw[i] = before + g  # <- here", False),
        ("w[u] = w.get(u, 0) + g  # <- here", True),
        ("before = self.state\nself.state = g(before)  # <- here", True),
        ("w.data.add_(g)  # <- here", True),
        ("for row in rows:\n    w[row] += g  # <- here", True),
        ("with open(name) as file:\n    w += float(file.read())  # <- here", True),
        ("with lock:\n    w += g  # <- here", False),
        ("with self.locks[0]:\n    if g:\n        total[0] = total[0] + g  # <- here", False),
        ("lock.acquire()\nw += g  # <- here\nlock.release()", False),
        ("total = 0.0\ntotal += g  # <- here", False),
        ("own = make()\nown[0] += g  # <- here", False),
        ("total: float = 0.0\ntotal += g  # <- here", False),
        ("for total in rows:\n    total += g  # <- here", False),
        ("seen.append(g)  # <- here", False),
        ("out[u] = g  # <- here", False),
        ("error = w @ g  # <- here", False),
        ("queue.put(w)  # <- here", False),
    ],
)
def test_what_a_thread_does_to_what_is_shared(code: str, shared: bool, tmp_path: Path) -> None:
    file = tmp_path / "work.py"
    text = "def work(self, w, g, u, i, rows, name):\n" + indent(code, "    ") + "\n"
    file.write_text(text)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.endswith(MARK))
    assert changes_what_is_shared(str(file), line) is shared
    here = Root(str(file), line, line, "work")
    assert races([here]) == ((here,) if shared else ())


@pytest.mark.parametrize("counted", ["len(rows)", "1"])
def test_what_counts_may_be_lost_but_has_no_order(counted: str, tmp_path: Path) -> None:
    file = tmp_path / "work.py"
    file.write_text(f"def work(self, rows):\n    self.seen += {counted}\n")
    assert not changes_what_is_shared(str(file), 2)
    assert changes_what_is_shared(str(file), 2, counting=True)


def test_what_a_function_changes_is_named_where_its_threads_differ_in_what_they_read(tmp_path: Path) -> None:
    file = tmp_path / "work.py"
    file.write_text(
        "def step(p, q, count):\n"
        "    error = p @ q\n"
        "    p += error * q\n"
        "    seen.append(error)\n"
        "    for row in p:\n"
        "        count[0] += 1\n"
    )
    lines = [Root(str(file), number, number, "step") for number in range(1, 7)]
    changed = (lines[2],)
    assert all(races([line]) == changed for line in lines[:3])
    assert all(races([line]) == () for line in lines[3:])
    assert races(lines) == changed


def test_what_a_function_changes_is_named_where_threads_differ_when_they_call_it(tmp_path: Path) -> None:
    file = tmp_path / "work.py"
    file.write_text(
        "def step(w, g):\n    w += g\n"
        "def work(w, rows):\n    for g in rows:\n        step(w, g)\n    out.append(w)\n"
    )
    lines = [Root(str(file), number, number, "work") for number in range(1, 7)]
    assert [root.line for root in races(lines[3:4])] == [root.line for root in races(lines[4:5])] == [2]
    assert races(lines[5:]) == ()
    inside = Root(str(file), 2, 2, "Model.step")
    assert races([lines[4], inside]) == (inside,)


def test_what_is_outside_of_any_function_or_cannot_be_read_is_no_race(tmp_path: Path) -> None:
    file = tmp_path / "work.py"
    file.write_text("w = [0]\nw[0] += 1\n")
    assert not changes_what_is_shared(str(file), 2)
    assert not changes_what_is_shared(str(tmp_path / "gone.py"), 2)


@pytest.mark.parametrize(("known", "named"), [(True, "kernel-race"), (False, "completion-order")])
def test_an_order_of_threads_that_race_is_called_a_race(known: bool, named: str) -> None:
    start, change = Site("fit.py", 3, "fit", "thread.start()"), Site("fit.py", 9, "step", "w += g")
    located = Located((start,), (), races=Located((change,), ()))
    laboratory: Any = SimpleNamespace(planner=SimpleNamespace(sources=("kernel-race",) if known else ()))
    naming: Any = SimpleNamespace(locate=lambda atom: located)
    cause = _cause(laboratory, naming, Atom("completion-order"), "proven")
    assert (cause.source, cause.sites) == (named, (change if known else start,))
    assert "a lock does not settle who comes first" in cause.fix
