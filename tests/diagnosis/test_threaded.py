"""Which functions that ran in threads change what these share, though a method of another file does it."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis.threaded import races_of, without_owned
from pytest_repro.traces.event import Key

if TYPE_CHECKING:
    from pathlib import Path

STORE = """
class Store:
    def push(self, gradient):
        self.weights = self.weights - gradient
"""
LOCKING = """
class Store:
    def put(self, gradient):
        with self.lock:
            self.weights = self.weights - gradient
"""
SHARED = """
def work(store, rows):
    for row in rows:
        store.push(row)
"""
LOCKED = SHARED.replace("push", "put")
OWN = """
def work(store, rows):
    store = Store()
    for row in rows:
        store.push(row)
"""
BY_NAME = """
def step(store, row):
    store.push(row)

def work(model, rows):
    for row in rows:
        step(store=model.store, row=row)
"""
ATTRIBUTE = """
class Work(threading.Thread):
    def __init__(self, store):
        self.store = store

    def work(self):
        for row in self.rows:
            self.store.push(row)
"""
OWN_ATTRIBUTE = ATTRIBUTE.replace("self.store = store", "self.store = Store()")


class Recorded:
    """A trace whose second thread called every function of some files."""

    def __init__(self, *files: Path) -> None:
        self._keys = [
            Key("call", str(file), number, line.split("def ")[1].split("(")[0], "")
            for file in files
            for number, line in enumerate(file.read_text().splitlines(), 1)
            if "def " in line and "__init__" not in line
        ]

    def __len__(self) -> int:
        return len(self._keys)

    def by_thread(self) -> dict[int, list[tuple[int, Key]]]:
        return {0: [], 1: list(enumerate(self._keys))}


@pytest.mark.parametrize(
    ("work", "changed"),
    [(SHARED, [4]), (LOCKED, []), (OWN, []), (BY_NAME, [4]), (ATTRIBUTE, [4]), (OWN_ATTRIBUTE, [])],
    ids=["shared", "locked", "own", "by name", "attribute", "own attribute"],
)
def test_what_a_method_changes_that_several_threads_call(
    work: str, changed: list[int], tmp_path: Path
) -> None:
    store, file = tmp_path / "store.py", tmp_path / "work.py"
    store.write_text(LOCKING if "put" in work else STORE)
    file.write_text(dedent(work))
    recorded: Any = Recorded(store, file)
    assert [(root.file, root.line) for root in races_of(recorded)] == [(str(store), n) for n in changed]


def test_what_threads_count_may_get_lost(tmp_path: Path) -> None:
    file = tmp_path / "work.py"
    file.write_text("class Work:\n    def run(self, rows):\n        self.seen += len(rows)\n")
    recorded: Any = Roles(file)
    recorded._keys = [[Key("call", str(file), 2, "Work.run", "")]] * 2
    assert races_of(recorded) == ()
    (found,) = races_of(recorded, counting=True)
    assert (found.line, without_owned(recorded, (found,))) == (3, (found,))


def test_a_trace_that_is_not_there_tells_of_no_race() -> None:
    nothing: Any = Recorded()
    assert races_of(nothing) == ()


ROLES = """
class Online:
    def read(self):
        self.inbox.put(1)

    def learn(self):
        self.weights -= self.inbox.get()

    def watch(self):
        print(self.weights)
"""


class Roles:
    """A trace of threads that called one function each."""

    capped: dict[str, int] = {}

    def __init__(self, file: Path, *called: str) -> None:
        lines = file.read_text().splitlines()
        self._keys = [
            [Key("call", str(file), lines.index(f"    def {name}(self):") + 1, name, "")] for name in called
        ]

    def __len__(self) -> int:
        return len(self._keys)

    def by_thread(self) -> dict[int, list[tuple[int, Key]]]:
        return {0: [], **{n: list(enumerate(keys)) for n, keys in enumerate(self._keys, 1)}}


@pytest.mark.parametrize(
    ("threads", "raced"),
    [("read read learn", 0), ("learn learn read", 1), ("read learn watch", 1)],
    ids=["one learns", "two learn", "another one looks at it"],
)
def test_what_one_thread_changes_by_itself_is_no_race(threads: str, raced: int, tmp_path: Path) -> None:
    file = tmp_path / "online.py"
    file.write_text(ROLES)
    recorded: Any = Roles(file, *threads.split())
    found = races_of(recorded)
    assert [root.line for root in found] == [7]
    assert without_owned(recorded, found) == found[:raced]


def test_what_one_of_several_threads_of_a_kind_did_may_race(tmp_path: Path) -> None:
    file = tmp_path / "work.py"
    file.write_text(dedent(BY_NAME))
    work, step = (Key("call", str(file), line, name, "") for line, name in ((5, "work"), (2, "step")))
    recorded: Any = Roles(file)
    store = tmp_path / "store.py"
    store.write_text(STORE)
    push = Key("call", str(store), 3, "push", "")
    recorded._keys = [[work, step, push, step, push], [work]]
    found = races_of(recorded)
    assert len(found) == 1 and without_owned(recorded, found) == found
    recorded._keys = [[work, step, push]]
    assert without_owned(recorded, found) == ()
    recorded.capped = {"calls of step": 2000}
    assert without_owned(recorded, found) == found
