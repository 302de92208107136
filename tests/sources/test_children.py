"""The trial's conditions hold in every process that the program starts, and what those draw is recorded."""

from __future__ import annotations

import json
import os
import textwrap
from typing import TYPE_CHECKING, Any

import pytest
from source_contract import Bench, marked

from pytest_repro.trials.planner import atoms_of

if TYPE_CHECKING:
    from collections.abc import Callable

WORKER = """
        import json
        import multiprocessing
        import os
        import random
        import subprocess
        import sys
        import time
        import uuid

        HERE = os.path.dirname(os.path.abspath(__file__))
        DATA = os.path.join(HERE, "data")
        os.makedirs(DATA, exist_ok=True)
        for _i in range(9):
            open(os.path.join(DATA, f"{_i}.txt"), "w").close()

        class Node:
            def __init__(self, n):
                self.n = n

        def _draw(n=0):
            import numpy as np
            return {
                "os-entropy": [os.urandom(4).hex(), str(uuid.uuid4()), random.Random().random()],  # HERE
                "directory-order": os.listdir(DATA),  # HERE
                "clock": [time.time(), time.strftime("%Y-%m-%d")],  # HERE
                "python-random": random.random(),  # HERE
                "numpy-random": np.random.random(),  # HERE
                "object-identity": [x.n for x in {Node(i) for i in range(9)}],  # HERE
                "hash-seed": list({f"word{i}" for i in range(9)}),
                "environment": [time.localtime(0).tm_hour, os.environ["TMPDIR"]],
                "nothing": [
                    sorted(v for v in os.environ if "REPRO" in v), os.environ.get("PYTHONPATH"),
                    [p for p in sys.path if "bootstrap" in p],
                    [m for m in ("pytest", "dateutil") if sys.modules.get(m, m) is None],
                ],
            }

        def _print():
            print(json.dumps(_draw()))

        def fork():
            return _pooled("fork")

        def spawn():
            return _pooled("spawn")

        def forkserver():
            return _pooled("forkserver")

        def _pooled(method):
            with multiprocessing.get_context(method).Pool(2) as pool:
                return pool.map(_draw, range(4), chunksize=1)

        TEXT = f"import sys; sys.path.insert(0, {HERE!r}); import probes; probes._print()"

        def program():
            command = [sys.executable, "-c", TEXT]
            return [json.loads(subprocess.check_output(command)) for _ in range(2)]

        def shell():
            file = os.path.join(os.environ["TMPDIR"], "out.json")
            os.system(f"{sys.executable} -c '{TEXT}' > {file}".replace(HERE.join("''"), f'"{HERE}"'))
            with open(file) as lines:
                return [json.load(lines)]

        def loky():
            from joblib.externals.loky import get_reusable_executor
            pool = get_reusable_executor(max_workers=2)
            answers = [future.result() for future in [pool.submit(_draw, i) for i in range(4)]]
            pool.shutdown()
            return answers

        def joblib():
            from joblib import Parallel, delayed
            return Parallel(n_jobs=2)(delayed(_draw)(i) for i in range(4))

        def executor():
            import concurrent.futures
            with concurrent.futures.ProcessPoolExecutor(2) as pool:
                return list(pool.map(_draw, range(4)))
"""
KINDS = ("fork", "spawn", "forkserver", "program", "shell", "loky", "joblib", "executor")
SOURCES = (
    "os-entropy", "directory-order", "clock", "python-random", "numpy-random", "object-identity",
)  # fmt: skip


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    made = Bench(tmp_path_factory.mktemp("bench"), textwrap.dedent(WORKER).lstrip())
    recorded = made.record(*KINDS)
    replayed = made.replay(recorded, atoms_of(made.planner.sources), *KINDS)
    return {"bench": made, "recorded": recorded, "varied": made.vary(*KINDS), "replayed": replayed}


@pytest.mark.parametrize("kind", KINDS)
def test_conditions_hold_in_child_processes(kind: str, trials: dict[str, Any]) -> None:
    recorded, varied, replayed = (trials[name].answers[kind] for name in ("recorded", "varied", "replayed"))
    assert "raised" not in recorded, recorded
    told = [[name for name in a if a[name] != b[name]] for a, b in zip(recorded, replayed, strict=True)]
    assert told == [[] for _ in recorded]
    for first, second in zip(recorded, varied, strict=True):
        same = [source for source in first if first[source] == second[source]]
        assert same == ["nothing"]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_ours_shows_in_a_child(kind: str, trials: dict[str, Any]) -> None:
    for answer in trials["varied"].answers[kind]:
        assert answer["nothing"] == [[], os.environ.get("PYTHONPATH"), [], []]


@pytest.mark.parametrize("source", SOURCES)
def test_draws_of_children_are_recorded_at_their_line(source: str, trials: dict[str, Any]) -> None:
    here = marked(trials["bench"].text)
    (line,) = trials["recorded"].lines(source) & here
    assert f'"{source}"' in trials["bench"].text.splitlines()[line - 1]


def test_no_child_is_said_to_have_been_missed(trials: dict[str, Any]) -> None:
    assert not [axis for axis in trials["varied"].axes if "interpreter" in axis[2]]


ODD = """
        import json, os, signal, subprocess, sys, time
        HERE = os.path.dirname(os.path.abspath(__file__))
        TEXT = f"import sys; sys.path.insert(0, {HERE!r}); import probes; probes._print()"

        def _print():
            print(json.dumps([hash("word"), os.listdir("/"), getattr(sys, "customised", 0)]))

        def _last_words():
            os.urandom(4)  # HERE
            os.kill(os.getpid(), signal.SIGKILL)

        def killed():
            subprocess.run([sys.executable, "-c", TEXT.replace("_print", "_last_words")])
            pid = os.fork()
            if not pid:
                _last_words()
            return os.waitpid(pid, 0)[1]

        def isolated():
            return subprocess.run([sys.executable, "-I", "-c", "import os"]).returncode

        def clean():
            return json.loads(subprocess.check_output([sys.executable, "-c", TEXT], env={}))

        def quiet():
            done = subprocess.run([sys.executable, "-c", TEXT], capture_output=True, text=True, check=True)
            return done.stderr

        def customised():
            with open(os.path.join(HERE, "sitecustomize.py"), "w") as file:
                file.write("import sys, os\\nsys.customised = 7\\n")
            environ = {**os.environ, "PYTHONPATH": HERE}
            return json.loads(subprocess.check_output([sys.executable, "-c", TEXT], env=environ))[2]
"""


def test_a_killed_child_leaves_what_it_had_drawn(bench: Callable[..., Bench]) -> None:
    made = bench(ODD)
    recorded = made.record("killed")
    assert marked(made.text) <= recorded.lines("os-entropy")
    (draw,) = [d for d in recorded.recording("os-entropy")["draws"] if d["function"] == "_last_words"][:1]
    assert draw["what"] == "urandom(4)"
    assert (
        sum(d["count"] for d in recorded.recording("os-entropy")["draws"] if d["line"] == draw["line"]) == 2
    )
    assert made.replay(recorded, atoms_of(made.planner.sources), "killed").answers == recorded.answers


def test_a_child_out_of_reach_is_reported(bench: Callable[..., Bench]) -> None:
    varied = bench(ODD).vary("isolated", "clean")
    told = {
        source: detail for source, applied, detail in varied.axes if not applied and "probes.py" in detail
    }
    assert set(told) >= {"clock", "hash-seed", "os-entropy", "directory-order", "python-random"}
    assert "environment" not in told
    assert set(told.values()) == {"not in the interpreter started at probes.py:20: -I"}


def test_a_child_with_an_environment_of_its_own_is_reached(bench: Callable[..., Bench]) -> None:
    made = bench(ODD)
    recorded = made.record("clean")
    assert made.replay(recorded, atoms_of(made.planner.sources), "clean").answers == recorded.answers
    assert made.vary("clean").answers != recorded.answers


def test_a_child_prints_nothing_of_ours(bench: Callable[..., Bench]) -> None:
    assert bench(ODD).vary("quiet").answers["quiet"] == ""


def test_the_programs_own_sitecustomize_still_runs(bench: Callable[..., Bench]) -> None:
    assert bench(ODD).vary("customised").answers["customised"] == 7


def test_a_corrupt_line_of_a_log_is_left_out(tmp_path: Any) -> None:
    from pytest_repro.trials.children import ChildLog, read_logs

    log = ChildLog(tmp_path, "one")
    draw = {"file": "a.py", "line": 1, "function": "f", "what": "x"}
    log.write("clock", "draws", draw)
    log.write("clock", "draws", draw)
    log.write("clock", "answers", ["a.py", 1, "x", 3])
    with (tmp_path / "children" / "one.log").open("a") as file:
        file.write('["clock", "dra')
    expected = {"draws": [{**draw, "count": 2}], "answers": [["a.py", 1, "x", 3]]}
    assert read_logs(tmp_path) == {"one": {"clock": expected}}
    assert json.dumps(read_logs(tmp_path))
