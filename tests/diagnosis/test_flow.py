"""Two real executions of one program, traced and compared: where values begin to differ, and what reaches."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_repro.diagnosis.divergence import Divergence, compare_traces
from pytest_repro.diagnosis.grounds import Lines
from pytest_repro.diagnosis.reading import _whatever_differed
from pytest_repro.diagnosis.statements import only_told
from pytest_repro.diagnosis.taint import Root
from pytest_repro.traces.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
RUNNER = """
import json, sys
from pathlib import Path
from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.traces.tracer import Tracer

folder, project, seed = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
sys.path[:0] = [str(project), *sys.argv[4:]]
tracer = Tracer(folder, SiteFinder(project), ImportHooks())
tracer.start()
import world
world.SEED = int(seed)
import program
result = program.result()
tracer.save()
tracer.stop()
"""


@pytest.fixture
def compared(tmp_path: Path) -> Callable[..., Divergence]:
    """Run a program twice, in which ``world.draw()`` gives another number, and compare the traces.

    ``drawn``: lines of the program that are known to draw; ``hiding``: where the answer does not show;
    ``starting``: those of them that start threads; ``waiting``: where others go on meanwhile;
    ``flagged``: what a rule says may draw; ``sets``: whether sets may have another order;
    ``fields``: of dataclasses, each with the lines that make it and say how; ``path``: where libraries lie;
    ``hash_seeds``: of strings, in either run.
    """

    def run(
        program: str,
        seeds: tuple[int, int] = (1, 2),
        drawn: tuple[int, ...] = (),
        hiding: tuple[int, ...] = (),
        starting: tuple[int, ...] = (),
        waiting: tuple[int, ...] = (),
        flagged: tuple[int, ...] = (),
        fields: tuple[tuple[int, str, int], ...] = (),
        sets: bool = False,
        path: str = "",
        hash_seeds: tuple[str, str] = ("random", "random"),
        **files: str,
    ) -> Divergence:
        project = tmp_path / "project"
        project.mkdir()
        (project / "world.py").write_text("SEED = 0\n\ndef draw():\n    return SEED\n")
        for name, text in {"program": program, **files}.items():
            (project / f"{name}.py").write_text(textwrap.dedent(text))
        started = []
        for name, seed, hashing in zip(("first", "second"), seeds, hash_seeds, strict=True):
            command = [sys.executable, "-c", RUNNER, str(tmp_path / name), str(project), str(seed)]
            command += [path] if path else []
            env = {**os.environ, "PYTHONHASHSEED": hashing}
            started.append(subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True))
        for process in started:
            _, said = process.communicate()
            assert process.returncode == 0, said
        here = str(project / "program.py")
        places = [(str(project / "world.py"), 4), *((here, line) for line in (*drawn, *hiding))]
        traces = Trace(tmp_path / "first"), Trace(tmp_path / "second")
        hidden, threads, said = ([(here, line) for line in lines] for lines in (hiding, starting, flagged))
        drawn_in = [((here, made), name, Root(here, line, line, "")) for made, name, line in fields]
        meanwhile = [(here, line) for line in waiting]
        known = Lines(places, hidden, said, threads, meanwhile, fields=drawn_in, sets_vary=sets)
        return compare_traces(*traces, "result", known)

    return run


def texts(divergence: Divergence) -> list[str]:
    """The source lines that reach the result, ``world.draw`` itself left out."""
    found = []
    for root in divergence.reaching:
        if Path(root.file).name != "world.py":
            found.append(Path(root.file).read_text().splitlines()[root.line - 1].strip())
    return found


def test_equal_runs_have_no_roots(compared: Callable[..., Divergence]) -> None:
    divergence = compared("import world\n\ndef result():\n    return world.draw()\n", (1, 1))
    assert not divergence.roots
    assert not divergence.operations
    assert divergence.matched > 3


DRAW = "import sys\n\n\n\n\n"
"""What a module of the standard library holds is not traced: the line that reads it is where it shows."""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a = int(sys.argv[3])\nb = 1\nreturn b + a", ["a = int(sys.argv[3])"]),
        ("a = int(sys.argv[3])\nb = int(sys.argv[3])\nreturn b", ["b = int(sys.argv[3])"]),
        ("a = int(sys.argv[3])\na = 3\nreturn a + int(sys.argv[3])", ["return a + int(sys.argv[3])"]),
        ("kept = []\nkept.append(int(sys.argv[3]))\nreturn kept", ["kept.append(int(sys.argv[3]))"]),
        ("a = int(sys.argv[3])\nprint(a)\nreturn 7", []),
        ("x = {}\nfor i in range(3):\n    x[i] = int(sys.argv[3])\nreturn x", ["x[i] = int(sys.argv[3])"]),
        (
            "a = max(\n    1,\n    int(sys.argv[3]),\n)\nreturn a",
            ["a = max("],
        ),
    ],
)
def test_the_line_that_reaches_the_result_is_named(
    body: str, expected: list[str], compared: Callable[..., Divergence]
) -> None:
    divergence = compared(f"{DRAW}def result():\n{textwrap.indent(body, '    ')}\n")
    assert texts(divergence) == expected


def test_through_arguments_objects_and_return_values(compared: Callable[..., Divergence]) -> None:
    divergence = compared(
        DRAW
        + """
class Box:
    def __init__(self, width):
        self.width = width
        self.noise = int(sys.argv[3])
        self.unused = 1

    def area(self, height):
        return self.width * height + self.noise

def build():
    decoy = int(sys.argv[3])
    return Box(3)

def result():
    box = build()
    return scaled(box)

def scaled(box):
    return box.area(2) * 10
"""
    )
    assert texts(divergence) == ["self.noise = int(sys.argv[3])"]


def test_through_module_variables_and_imports(compared: Callable[..., Divergence]) -> None:
    divergence = compared(
        """
        import settings as s
        from settings import SCALE

        def result():
            return s.OFFSET + SCALE
        """,
        settings=f"{DRAW}OFFSET = int(sys.argv[3])\nSCALE = 2\nDECOY = int(sys.argv[3])\n",
    )
    assert texts(divergence) == ["OFFSET = int(sys.argv[3])"]


def test_a_draw_that_mixes_with_what_differed_before_is_named_too(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        """
        import world

        def result():
            a = world.draw()
            return a
        """
    )
    (root,) = divergence.reaching
    assert (Path(root.file).name, root.line) == ("world.py", 4)


def test_another_number_of_steps_is_no_obstacle(compared: Callable[..., Divergence]) -> None:
    divergence = compared(
        DRAW
        + """
def step(i):
    return i * 2

def result():
    for i in range(int(sys.argv[3]) * 5):
        step(i)
    value = int(sys.argv[3])
    return value
"""
    )
    assert texts(divergence) == ["value = int(sys.argv[3])"]


def test_generators_exceptions_and_threads_are_followed(compared: Callable[..., Divergence]) -> None:
    divergence = compared(
        DRAW
        + """
import threading

def numbers():
    for i in range(3):
        yield i

def fails():
    raise ValueError("expected")

def worker(box):
    box.append(int(sys.argv[3]))

def result():
    box = []
    total = sum(numbers())
    try:
        fails()
    except ValueError:
        total += 1
    thread = threading.Thread(target=worker, args=(box,))
    thread.start()
    thread.join()
    return [total, *box]
"""
    )
    # Which of the two sees it first is for the threads to say.
    fresh = [root.line for root in divergence.fresh]
    assert len(fresh) == 1
    assert set(texts(divergence)) <= {"box.append(int(sys.argv[3]))", "thread.start()", "thread.join()"}
    assert "box.append(int(sys.argv[3]))" in texts(divergence)


@pytest.mark.parametrize(
    "display", ["[{} for i in range(3)]", "{{i: {} for i in range(3)}}", "list({} for i in range(3))"]
)
def test_what_a_comprehension_collects_is_the_called_functions_doing(
    display: str, compared: Callable[..., Divergence]
) -> None:
    divergence = compared(
        DRAW
        + f"""
def value(i):
    drawn = int(sys.argv[3])
    return drawn + i

def result():
    return {display.format("value(i)")}
"""
    )
    assert texts(divergence) == ["drawn = int(sys.argv[3])"]


def test_what_a_class_body_draws_reaches_whoever_reads_the_attribute(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        DRAW
        + """
class Encoder:
    width = 2
    table = int(sys.argv[3])
    unused = int(sys.argv[3])

    def code(self):
        return self.table * self.width

def result():
    return Encoder().code()
"""
    )
    assert texts(divergence) == ["table = int(sys.argv[3])"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if int(sys.argv[3]) > 1:\n    a = 1\nelse:\n    a = 2\nreturn a", ["if int(sys.argv[3]) > 1:"]),
        ("if int(sys.argv[3]) > 1:\n    print(1)\nreturn 7", []),
        ("if int(sys.argv[3]) > 1:\n    return 1\nreturn 2", ["if int(sys.argv[3]) > 1:"]),
        ("a = int(sys.argv[3])\nif a > 1:\n    return 1\nreturn 2", ["a = int(sys.argv[3])"]),
        (
            "a = int(sys.argv[3])\nif a > 1:\n    print(a)\nb = int(sys.argv[3])\nreturn b",
            ["b = int(sys.argv[3])"],
        ),
        (
            "rows = [[0] * int(sys.argv[3]), [1, 1, 1]]\nseen = []\n"
            "for row in rows:\n    for cell in zip(row, row):\n        seen.append(cell)\nreturn seen",
            ["rows = [[0] * int(sys.argv[3]), [1, 1, 1]]"],
        ),
    ],
)
def test_a_choice_reaches_what_follows_from_it(
    body: str, expected: list[str], compared: Callable[..., Divergence]
) -> None:
    divergence = compared(f"{DRAW}def result():\n{textwrap.indent(body, '    ')}\n")
    assert texts(divergence) == expected


def test_what_a_part_is_set_to_is_fresh_although_the_whole_differs(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        DRAW
        + """class Box:
    def __init__(self):
        self.a = int(sys.argv[3])
        self.b = 1
        self.c = int(sys.argv[3])
        self.d = self.c + int(sys.argv[3])

def result():
    return vars(Box())
""",
        drawn=(8, 10, 11),
    )
    lines = [root.line for root in divergence.fresh if Path(root.file).name == "program.py"]
    assert lines == [8, 10]


def test_calls_beyond_those_that_are_traced_line_by_line_carry_what_differs(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        DRAW
        + """
def scaled(value):
    value = value * 2
    return value

def result():
    total = int(sys.argv[3])
    for i in range(300):
        total = scaled(total) % 1009
    return total
"""
    )
    assert texts(divergence) == ["total = int(sys.argv[3])"]


def test_calls_beyond_those_that_are_traced_line_by_line_differ_for_what_the_first_did(
    compared: Callable[..., Divergence],
) -> None:
    """And not for what may have hidden in what they are given."""
    divergence = compared(
        """import sqlite3, sys

def loaded(database):
    began = int(sys.argv[3])
    numbers = [number for (number,) in database.execute("select n from trips")]
    database.execute("insert into loads values (?)", (began,))
    return numbers

def moved(number):
    number = number + int(sys.argv[3])
    return number

def result():
    database = sqlite3.connect(":memory:")
    database.executescript("create table trips (n); create table loads (began)")
    database.executemany("insert into trips values (?)", [(n,) for n in range(2000, 2300)])
    numbers = loaded(database)
    return list(map(moved, numbers))
"""
    )
    assert [root.line for root in divergence.reaching] == [10]
    assert not divergence.shown


def test_of_lines_that_are_not_traced_what_is_only_logged_is_no_reason(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        """import sys, logging
log = logging.getLogger("fit")

def result():
    started = int(sys.argv[3])
    total = int(sys.argv[3]) * 7
    for i in range(500):
        total = total * 3 % 1009
        log.debug("%d after %d", i, started)
    return total
"""
    )
    assert [root.line for root in divergence.fresh] == [6]


def test_an_argument_that_nothing_can_change_hides_nothing(compared: Callable[..., Divergence]) -> None:
    divergence = compared(
        """import sys
import numpy as np

def hour(stamp):
    return int(stamp) + int(sys.argv[3])

def weekday(stamp):
    return int(stamp) + 0 * int(sys.argv[3])

def features():
    rows = []
    for stamp in np.arange(9):
        far = weekday(stamp)
        rows.append([hour(stamp), far])
    return rows

def result():
    return features()
""",
        flagged=(5, 8),
    )
    assert [root.line for root in divergence.reaching] == [5]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("log.info('%d', value)", True),
        ("self._logger.warning(value)", True),
        ("print(value)", True),
        ("print(value), rows.append(value)", False),
        ("rows.append(value)", False),
        ("model.log(value)", False),
        ("log.info(value); rows[0] = value", False),
    ],
)
def test_what_nothing_reads_but_a_log(line: str, expected: bool, tmp_path: Path) -> None:
    file = tmp_path / "fit.py"
    file.write_text(f"def fit(self, rows, model):\n    value = 1\n    {line}\n    return rows\n")
    assert ("value" in only_told(str(file), 1)) is expected


HIDING = """import sys

def numbers():
    return iter([int(sys.argv[3])])

def result():
    found = numbers()
    return next(found)
"""


def test_what_hides_in_a_value_is_a_root_of_what_comes_out_of_it(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(HIDING, hiding=(4,))
    assert [root.line for root in divergence.fresh] == [4]
    assert {(later.line, old.line) for later, old in divergence.shown} == {(8, 4)}


def test_what_hides_in_a_value_may_show_in_what_a_function_is_given(
    compared: Callable[..., Divergence],
) -> None:
    program = HIDING.replace("next(found)", "scaled(next(found))")
    divergence = compared(f"{program}\ndef scaled(number):\n    return number * 2\n", hiding=(4,))
    assert [root.line for root in divergence.fresh] == [4]


def test_where_nothing_is_known_to_hide_the_line_itself_is_the_root(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(HIDING)
    assert [root.line for root in divergence.fresh] == [8]
    assert not divergence.shown


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("with open(__file__):\n    return int(sys.argv[3])", ["return int(sys.argv[3])"]),
        ("try:\n    return int(sys.argv[3])\nfinally:\n    print(1)", ["return int(sys.argv[3])"]),
        (
            "rows = [int(sys.argv[3])] * 3\nreturn [row + 1 for row in rows]",
            ["rows = [int(sys.argv[3])] * 3"],
        ),
        (
            "rows = [int(sys.argv[3])] * 3\nreturn sum(row + k for k, row in enumerate(rows))",
            ["rows = [int(sys.argv[3])] * 3"],
        ),
    ],
)
def test_what_a_statement_stands_in_or_holds_is_not_to_blame(
    body: str, expected: list[str], compared: Callable[..., Divergence]
) -> None:
    divergence = compared(f"{DRAW}def result():\n{textwrap.indent(body, '    ')}\n")
    assert texts(divergence) == expected


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("(mixed, len(seen))", ["mixed = world.draw()"]),
        ("(mixed, len(seen), seen)", ["mixed = world.draw()", "seen = [0] * world.draw()"]),
        ("(1, len(seen))", ["seen = [0] * world.draw()"]),
    ],
)
def test_what_is_asked_for_its_length_counts_where_nothing_else_differs(
    compared: Callable[..., Divergence], returned: str, expected: list[str]
) -> None:
    program = f"""
        import world

        def result():
            mixed = world.draw()
            seen = [0] * world.draw()
            return {returned}
        """
    assert texts(compared(program, drawn=(5, 6))) == expected


def test_two_traces_that_end_at_different_lines_have_no_root_there(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        DRAW
        + """
def step(count):
    found = []
    while len(found) < count:
        found.append(len(found))
    return len(found)

def result():
    drawn = int(sys.argv[3])
    return [step(drawn + i % 7) for i in range(60)]
"""
    )
    assert texts(divergence) == ["drawn = int(sys.argv[3])"]


def test_of_a_result_that_is_a_file_whatever_differed_is_proposed(
    compared: Callable[..., Divergence],
) -> None:
    found = compared(
        DRAW
        + """
from pathlib import Path

def result():
    target = Path(__file__).with_name("out.txt")
    text = str(int(sys.argv[3]))
    target.write_text(text)
    return target
"""
    )
    assert not found.reaching
    assert found.roots == _whatever_differed(found).fresh == _whatever_differed(found).reaching != ()


@pytest.mark.parametrize("again", ["", "value(1)\n    "])
def test_what_a_cache_gives_was_made_when_the_function_ran(
    again: str, compared: Callable[..., Divergence]
) -> None:
    divergence = compared(
        DRAW
        + f"""
import functools

@functools.lru_cache
def value(n):
    return n * int(sys.argv[3])

def early():
    return value(1)

def result():
    early()
    {again}kept = value(1)
    return kept
"""
    )
    assert texts(divergence) == ["return n * int(sys.argv[3])"]


def test_a_function_that_gives_the_same_this_time_is_no_reason(compared: Callable[..., Divergence]) -> None:
    divergence = compared(
        DRAW
        + """
def value(n):
    return n * int(sys.argv[3])

def result():
    print(value(1))
    kept = value(0) + int(sys.argv[3])
    return kept
"""
    )
    assert texts(divergence) == ["kept = value(0) + int(sys.argv[3])"]


STARTING = """import sys

def begin():
    pass

def result():
    begin()
    found = int(sys.argv[3])
    return found
"""


@pytest.mark.parametrize(("starting", "fresh"), [((7,), [7]), ((), [8])])
def test_where_threads_start_may_be_why_what_is_taken_later_differs(
    starting: tuple[int, ...], fresh: list[int], compared: Callable[..., Divergence]
) -> None:
    divergence = compared(STARTING, hiding=(7,), starting=starting)
    assert [root.line for root in divergence.fresh] == fresh
    assert [(later.line, old.line) for later, old in divergence.shown] == [(8, 7)] * len(starting)


def test_what_differs_may_hide_more_than_what_is_seen(compared: Callable[..., Divergence]) -> None:
    divergence = compared(
        """import sys

class Box:
    def fill(self):
        self.stream = iter([int(sys.argv[3])])
        self.log = []

    def step(self):
        return next(self.stream)

class Trainer:
    def __init__(self):
        self.box = Box()
        self.box.fill()

    def step(self):
        return self.box.step()

def result():
    trainer = Trainer()
    trainer.box.log += [int(sys.argv[3])]
    return trainer.step()
""",
        hiding=(5,),
    )
    assert 5 in [root.line for root in divergence.fresh]


def test_what_a_thread_is_given_may_differ_and_what_it_makes_for_another_reason(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        """import sys

def begin(seed):
    return [seed]

def result():
    seed = int(sys.argv[3])
    box = begin(seed)
    found = int(sys.argv[3]) + 7
    return box, found
""",
        drawn=(7,),
        hiding=(8,),
        starting=(8,),
    )
    assert (9, 8) in [(later.line, old.line) for later, old in divergence.shown]


GATHERED = """
import asyncio
import sys

async def number(i):
    await asyncio.sleep(0)
    return i

async def gather():
    found = []
    for i in range(int(sys.argv[3]) * 2):
        found.append(await number(i))
    return found

def result():
    return asyncio.run(gather())
"""


def test_what_a_coroutine_has_when_others_go_another_way_is_carried(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(GATHERED)
    assert 11 in [root.line for root in divergence.reaching]


def test_what_is_found_by_a_key_that_differs_was_made_where_it_was_first_seen(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        DRAW
        + """
class Config:
    pass

CONFIG = Config()

class Cache:
    def __init__(self):
        self.results = {}

    def get(self, compute):
        key = (CONFIG, int(sys.argv[3]))
        if key not in self.results:
            self.results[key] = compute()
        return self.results[key]

def train():
    seed = 7000 + int(sys.argv[3])
    return [seed * 2.5, "loss"]

def result():
    cache = Cache()
    return cache.get(lambda: train())
"""
    )
    assert texts(divergence) == ["seed = 7000 + int(sys.argv[3])"]


def test_what_a_coroutine_only_logs_is_no_reason_when_others_go_another_way(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        """
import asyncio
import sys

async def number(i):
    await asyncio.sleep(0)
    return i

async def gather():
    began = 7000 + int(sys.argv[3])
    found = []
    for i in range(int(sys.argv[3]) * 2):
        found.append(await number(i))
    print(began)
    return found

def result():
    return asyncio.run(gather())
"""
    )
    reaching = [root.line for root in divergence.reaching]
    assert 12 in reaching
    assert 10 not in reaching


def test_what_runs_a_coroutine_and_draws_itself_gives_what_the_coroutine_gave(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        GATHERED,
        hiding=(16,),
    )
    assert 11 in [root.line for root in divergence.reaching]


@pytest.mark.parametrize(
    "given",
    [
        "return {'loss': scaled * 2.5, 'stages': sorted(seconds), 'rows': len(seconds)}",
        "found = {'loss': scaled * 2.5, 'stages': sorted(seconds)}\n    return found",
        "return {'loss': {'mean': scaled * 2.5}, 'stages': [*seconds]}",
    ],
)
def test_a_part_of_a_dict_differs_for_what_stands_there(
    given: str, compared: Callable[..., Divergence]
) -> None:
    divergence = compared(
        DRAW
        + f"""
def result():
    seconds = {{"fit": 5.5 + int(sys.argv[3])}}
    scaled = 7000 + int(sys.argv[3])
    {given}
"""
    )
    assert texts(divergence) == ["scaled = 7000 + int(sys.argv[3])"]


TURNS = """
import asyncio
import sys

waiting = {}

async def turn(name, of):
    loop = asyncio.get_running_loop()
    waiting[name] = loop.create_future()
    if len(waiting) == of:
        loop.call_soon(go_on)
    await waiting[name]

def go_on():
    for name in sorted(waiting, reverse=sys.argv[3] == "2"):
        waiting.pop(name).set_result(None)
"""
STREAMS = """
import asyncio
import turns

async def calibrate(name):
    await turns.turn(name, 3)
    return len(name)

async def stream(name, out):
    await turns.turn(name, 3)
    out.append(name)

async def run():
    names, out = ["fogs", "mists", "clouds"], []
    await asyncio.gather(*(calibrate(name) for name in names))
    await asyncio.gather(*(stream(name, out) for name in names))
    return out

def result():
    return asyncio.run(run())
"""


def test_coroutines_that_change_places_again_do_so_where_they_go_on(
    tmp_path: Path, compared: Callable[..., Divergence]
) -> None:
    libraries = tmp_path / "site-packages"
    libraries.mkdir()
    (libraries / "turns.py").write_text(TURNS)
    lines = (6, 11)
    divergence = compared(STREAMS, drawn=lines, hiding=lines, waiting=lines, path=str(libraries))
    assert [root.line for root in divergence.reaching] == [11]


def test_what_a_thread_is_given_differs_for_why_it_was_made(compared: Callable[..., Divergence]) -> None:
    divergence = compared(
        DRAW
        + """
import threading

def task(number, rows, found):
    total = rows[0] + number
    found.append(total)

def result():
    rows = [7000 + int(sys.argv[3])]
    found = []
    thread = threading.Thread(target=task, args=(1, rows, found))
    thread.start()
    thread.join()
    return found
"""
    )
    assert texts(divergence) == ["rows = [7000 + int(sys.argv[3])]"]
    assert not divergence.apart


GRAPH = (
    DRAW
    + """
import library

WORDS = {"a", "b", "c"}

def result():
    members = WORDS | {"d"}
"""
)
LIBRARY = """
import sys

class Graph:
    def __init__(self, items=()):
        self.items = lambda: list(items)

    def add(self, items):
        self.items = lambda: list(items)

def array(graph):
    return [len(graph.items()), int(sys.argv[3]) * 2.5]

def names(items):
    return set(items)
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "graph = library.Graph(members)\nsize = len(members)\nreturn library.array(graph)",
            "Graph(members)",
        ),
        ("graph = library.Graph(members - {'a'})\nreturn library.array(graph)", "Graph(members"),
        ("graph = library.Graph({w for w in members})\nreturn library.array(graph)", "Graph({w"),
        ("graph = library.Graph()\ngraph.add(items=members)\nreturn library.array(graph)", "graph.add("),
        ("graph = library.Graph(sorted(members))\nreturn library.array(graph)", "array(graph)"),
        ("graph = library.Graph(members)\nprint(graph)\nreturn [int(sys.argv[3]), *members]", "*members]"),
        ("other = library.names(members)\nreturn [int(sys.argv[3]), *other]", "*other]"),
        ("graph = library.Graph({1, 2})\nreturn sorted([7000 + int(sys.argv[3])])", "return sorted"),
    ],
)
def test_a_set_that_a_library_was_given_is_behind_what_the_library_shows(
    body: str, expected: str, tmp_path: Path, compared: Callable[..., Divergence]
) -> None:
    libraries = tmp_path / "site-packages"
    libraries.mkdir()
    (libraries / "library.py").write_text(LIBRARY)
    divergence = compared(f"{GRAPH}{textwrap.indent(body, '    ')}\n", sets=True, path=str(libraries))
    fresh = [root for root in divergence.reaching if root in divergence.fresh]
    named = [Path(root.file).read_text().splitlines()[root.line - 1] for root in fresh]
    assert len(named) == 1
    assert expected in named[0]


@pytest.mark.parametrize(
    "narrowed",
    [
        "wanted - {c for c in wanted if len(c) > 9}",
        "wanted - {c for c in wanted if is_constant(c)}",
        "wanted - {c for c in wanted if sizes.get(c, 1) == 7}",
        "{c for c in wanted if c}",
        "{*wanted} - {'x'}",
    ],
)
def test_a_set_made_of_a_set_has_an_order_of_its_own(
    narrowed: str, compared: Callable[..., Divergence]
) -> None:
    program = f"""
    def is_constant(column):
        size = len(column)
        return size > 9

    def usable(sizes):
        wanted = {{"age", "cards", "debt", "income", "limit", "tenure"}}
        kept = {narrowed}
        return kept

    def result():
        sizes = {{"age": 3}}
        columns = list(usable(sizes))
        return columns
    """
    divergence = compared(program, (1, 1), sets=True, hash_seeds=("1", "2"))
    assert texts(divergence) == ["columns = list(usable(sizes))"]


@pytest.mark.parametrize(
    ("members", "of_objects"),
    [
        ("{Node(), Node()}", True),
        ("frozenset([Numbered()])", True),
        ("{Named('a'), Named('b')}", False),
        ("{'a', 'b'}", False),
        ("{None}", False),
        ("[Node(), Node()]", False),
    ],
)
def test_no_hash_seed_orders_a_set_of_objects(
    members: str, of_objects: bool, compared: Callable[..., Divergence]
) -> None:
    program = f"""
    import sys

    class Node:
        pass

    class Numbered(type("object", (), {{"__module__": "builtins", "__hash__": lambda self: 7}})):
        pass

    class Named:
        def __init__(self, name):
            self.name = name

        def __hash__(self):
            return len(self.name)

    def result():
        members = {members}
        size = 7000 + int(sys.argv[3]) + len(members)
        return size
    """
    divergence = compared(program)
    assert texts(divergence) == ["size = 7000 + int(sys.argv[3]) + len(members)"]
    assert (divergence.roots == tuple(divergence.of_objects)) is of_objects


@pytest.mark.parametrize(
    ("registers", "used"),
    [
        ("REGISTRY[name] = f", "result = dict(REGISTRY)"),
        ("Plugins.named.setdefault(name, f)", "result = dict(Plugins.named)"),
        ("Plugins.steps.append(f)", "for step in Plugins.steps:\n        result = step(result)"),
    ],
)
def test_what_registers_itself_in_another_order_has_that_from_where_it_was_found(
    registers: str, used: str, compared: Callable[..., Divergence]
) -> None:
    plugin = "from program import register\n\n@register('{0}')\ndef f(x):\n    return 2 * x + ord('{0}'[0])\n"
    divergence = compared(
        f"""import importlib
import sys

REGISTRY = {{}}

class Plugins:
    named = {{}}
    steps = []

def register(name):
    def keep(f):
        {registers}
        return f
    return keep

def found():
    names = ["alpha", "beta", "gamma"]
    for name in names[:: 3 - 2 * int(sys.argv[3])]:
        yield name

def result():
    for name in found():
        importlib.import_module(name)
    result = 7000.5
    {used}
    return result
""",
        drawn=(18,),
        **{name: plugin.format(name) for name in ("alpha", "beta", "gamma")},
    )
    assert [root.line for root in divergence.fresh] == [18]


def test_a_field_of_a_dataclass_differs_for_what_its_own_factory_drew(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        """import sys
from dataclasses import dataclass, field
from functools import partial

@dataclass
class Run:
    started: int = field(default_factory=partial(int, sys.argv[3]))
    host: float = field(default_factory=partial(float, sys.argv[3]))
    rate: complex = field(default_factory=partial(complex, sys.argv[3]))

class Job:
    def __init__(self):
        self.run = Run()

def result():
    job = Job()
    print(job.run.started, job.run.rate)
    return 7 * job.run.host
""",
        (7001, 7002),
        drawn=(13,),
        fields=((13, "started", 7), (13, "host", 8), (13, "rate", 9)),
    )
    assert [root.line for root in divergence.fresh] == [8]


@pytest.mark.parametrize("around", ["until(range(100))", "told(until(range(100)))"])
def test_what_ends_a_generator_early_reaches_what_went_through_it(
    around: str, compared: Callable[..., Divergence]
) -> None:
    divergence = compared(
        f"""import sys
import numpy as np

def until(items):
    for item in items:
        if item > 2 + int(sys.argv[3]):
            return
        yield item

def told(items):
    for item in items:
        yield item
        print(item)

def result():
    weights = np.ones(3)
    for step in {around}:
        weights = weights * 0.99 + step
    return weights
""",
        drawn=(6,),
    )
    assert [root.line for root in divergence.fresh] == [6]


def test_the_default_of_an_argument_was_drawn_where_the_function_was_made(
    compared: Callable[..., Divergence],
) -> None:
    divergence = compared(
        """import sys

def age(day, today=int(sys.argv[3])):
    return today - day

def title(name, day=int(sys.argv[3])):
    print(name, day)
    return name

def result():
    return {"age": age(3), "name": title("fit")}
""",
        drawn=(3, 6),
    )
    assert [root.line for root in divergence.fresh] == [3]


def test_of_two_classes_the_attribute_of_the_methods_own_is_read(compared: Callable[..., Divergence]) -> None:
    divergence = compared(
        """import sys

class Logger:
    host = int(sys.argv[3])

    def say(self):
        print(self.host)

class Shard:
    host = int(sys.argv[3])

    def index(self, i):
        return i + self.host

def result():
    Logger().say()
    return [Shard().index(i) for i in range(3)]
""",
        drawn=(4, 10),
    )
    assert [root.line for root in divergence.reaching] == [10]


def test_what_a_function_draws_in_calls_that_are_not_traced_is_suspected_where_it_shows(
    compared: Callable[..., Divergence],
) -> None:
    """A layer draws from a seeded stream while it is trained, and from another one when it predicts."""
    divergence = compared(
        """import sys

def noise(seeded):
    return 1 if seeded else int(sys.argv[3])

def train():
    for _ in range(3000):
        noise(True)

def result():
    train()
    total = sum(map(noise, [False, False]))
    return total
""",
        hiding=(4,),
    )
    assert [root.line for root in divergence.fresh] == [4]
    assert [(later.line, hidden.line) for later, hidden in divergence.shown] == [(12, 4)]
