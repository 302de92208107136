"""Files that are read, and those that the program itself rewrites."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from source_contract import marked

from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.interpose.overlay import file_key
from pytest_repro.sources.input_data import CREATED, ORIGINALS
from pytest_repro.trials.planner import Atom, atoms_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench

PROBES = """
        import json
        import os
        import pathlib
        import subprocess
        import sys
        import time

        HERE = pathlib.Path(__file__).parent

        def counter():
            path = HERE / "counter.txt"
            runs = int(path.read_text())  # HERE
            path.write_text(str(runs + 1))
            return [runs, int(path.read_text()), path.name, open(path).name == str(path)]

        def log():
            with open(HERE / "log.txt", "a+") as file:  # HERE
                file.write("run\\n")
                file.seek(0)
                return file.read()

        def atomic():
            with open(HERE / "state.json") as file:  # HERE
                state = json.load(file)
            state["runs"] += 1
            (HERE / "state.tmp").write_text(json.dumps(state))
            os.replace(HERE / "state.tmp", HERE / "state.json")
            return [state, json.loads((HERE / "state.json").read_text()), (HERE / "state.tmp").exists()]

        def in_a_child():
            text = f"import sys; sys.path.insert(0, {str(HERE)!r}); import probes; print(probes._bump())"
            return [int(subprocess.check_output([sys.executable, "-c", text])) for _ in range(2)]

        def _bump():
            path = HERE / "shared.txt"
            runs = int(path.read_text())  # HERE
            path.write_text(str(runs + 1))
            return runs

        def constant():
            return (HERE / "constant.csv").read_text()

        def result():
            (HERE / "result.txt").write_text("new")
            written = (HERE / "result.txt").read_text()
            real = subprocess.check_output(["cat", str(HERE / "result.txt")], text=True)
            return [written, real]

        def anew():
            path = HERE / "anew.txt"
            path.unlink(missing_ok=True)
            text = str(time.perf_counter_ns())
            path.write_text(text)
            return "its own" if path.read_text() == text else "another trial's"

        def made_unseen():
            path = HERE / "unseen.txt"
            text = str(time.perf_counter_ns())
            subprocess.run(["tee", str(path)], input=text, text=True, stdout=subprocess.DEVNULL)
            return "its own" if path.read_text() == text else "another trial's"

        def refused():
            try:
                open(HERE / "constant.csv", "x")
            except FileExistsError:
                return "exists"
"""
FILES = {
    "counter.txt": ("5", "6"), "log.txt": ("run\n", "run\nrun\n"),
    "state.json": ('{"runs": 1}', '{"runs": 2}'),
    "shared.txt": ("3", "5"), "constant.csv": (None, "1,2"), "result.txt": (None, "old"),
}  # fmt: skip
MOVED = ["counter", "log", "atomic", "in_a_child"]


@pytest.fixture
def project(bench: Callable[..., Bench]) -> Bench:
    """A project whose session has rewritten files: what they held before is kept, as the session does it."""
    made = bench(PROBES)
    originals = made.root / "trials" / ORIGINALS
    originals.mkdir(parents=True)
    for name, (before, now) in FILES.items():
        (made.project / name).write_text(now)
        if before is not None:
            (originals / file_key(str(made.project.resolve() / name))).write_text(before)
    return made


def state(made: Bench) -> dict[str, str]:
    return {name: (made.project / name).read_text() for name in FILES}


def test_varied_trials_read_what_the_session_left_and_others_what_was_before(project: Bench) -> None:
    recorded, varied = project.record(), project.vary()
    for name in recorded.answers:
        assert "raised" not in recorded.answers[name], recorded.answers[name]
    moved = [name for name in recorded.answers if varied.answers[name] != recorded.answers[name]]
    assert moved == MOVED
    assert recorded.answers["counter"] == [5, 6, "counter.txt", True]
    assert varied.answers["counter"][:2] == [6, 7]
    assert (recorded.answers["in_a_child"], varied.answers["in_a_child"]) == ([3, 4], [5, 6])
    assert varied.answers["result"] == ["new", "new"], "results are written where they are wanted"
    assert recorded.lines("input-data") == marked(project.text)
    assert not recorded.lines("environment", "pid"), "we ask for it ourselves"
    assert recorded.left == varied.left == []


def test_no_trial_rewrites_what_others_read(project: Bench) -> None:
    before = state(project)
    recorded = project.record()
    project.vary()
    project.replay(recorded, atoms_of(("input-data",)))
    assert state(project) == {**before, "result.txt": "new"}


def test_recorded_bytes_are_restored_also_where_somebody_else_changes_the_file(project: Bench) -> None:
    recorded = project.record()
    for name in FILES:
        if name != "result.txt":
            (project.project / name).write_text("[]")
    replayed = project.replay(recorded, atoms_of(("input-data",)))
    assert replayed.answers == recorded.answers


def test_files_are_restored_at_one_line_only(project: Bench) -> None:
    recorded = project.record("counter", "log")
    line = next(
        n for n, text in enumerate(project.text.splitlines(), 1) if "path.read_text())  # HERE" in text
    )
    atom = Atom("input-data", "", str(project.project / "probes.py"), line)
    replayed = project.replay(recorded, (atom,), "counter", "log")
    assert replayed.answers["counter"] == recorded.answers["counter"]
    assert replayed.answers["log"] != recorded.answers["log"]


def test_a_file_read_too_early_is_no_axis(bench: Callable[..., Bench]) -> None:
    made = bench(PROBES)
    for name, (_, now) in FILES.items():
        (made.project / name).write_text(now)
    ((applied, told),) = [axis[1:] for axis in made.vary("counter").axes if axis[0] == "input-data"]
    assert (applied, told) == (False, "counter.txt was read before the session had rewritten it")
    ((applied, told),) = [axis[1:] for axis in made.vary("constant").axes if axis[0] == "input-data"]
    assert (applied, told) == (True, "1 file read and compared")


def test_a_file_that_the_session_has_made_is_no_axis(bench: Callable[..., Bench]) -> None:
    made = bench(PROBES)
    for name, (_, now) in FILES.items():
        (made.project / name).write_text(now)
    session = made.root / "trials"
    session.mkdir(exist_ok=True)
    (session / CREATED).write_text(json.dumps(str(made.project.resolve() / "counter.txt")) + "\n")
    ((applied, told),) = [axis[1:] for axis in made.vary("counter").axes if axis[0] == "input-data"]
    assert not applied
    assert told.startswith("counter.txt was made in this session, and read")


@pytest.mark.parametrize(("asked", "name"), [("counter", "counter.txt"), ("log", "log.txt"), ("result", "")])
def test_the_line_that_reads_a_file_of_the_session_is_kept(
    bench: Callable[..., Bench], asked: str, name: str
) -> None:
    made = bench(PROBES)
    for file, (_, now) in FILES.items():
        (made.project / file).write_text(now)
    session = made.root / "trials"
    session.mkdir(exist_ok=True)
    created = [json.dumps(str(made.project.resolve() / file)) for file in FILES]
    (session / CREATED).write_text("\n".join(created) + "\n")
    evidence = Evidence(Path(made.record(asked).spec.directory), made.project)
    lines = sorted(marked(made.text, asked))
    assert [(file, site.line) for file, site in evidence.found_files()] == [(name, line) for line in lines]


def test_originals_are_what_was_read_before_it_was_rewritten(tmp_path: Path) -> None:
    """In an interpreter of its own: audit hooks stay for good."""
    import subprocess
    import sys

    program = tmp_path / "program.py"
    program.write_text(
        "import json, pathlib, sys\n"
        "from pytest_repro.session.originals import Originals\n"
        "root = pathlib.Path(__file__).parent\n"
        "watch = Originals(root, root / 'work')\n"
        "(root / 'work').mkdir()\n"
        "for name in 'abcd': (root / name).write_text('old ' + name)\n"
        "watch.start()\n"
        "(root / 'a').read_text(); (root / 'a').write_text('new')\n"
        "(root / 'b').write_text('new'); (root / 'b').read_text()\n"
        "with open(root / 'c', 'a') as file: file.write('more')\n"
        "(root / 'd').read_text(); (root / 'e').write_text('new'); (root / 'e').replace(root / 'd')\n"
        "(root / 'a').write_text('newer'); (root / 'f').open('xb').close(); (root / 'f').unlink()\n"
        "watch.stop()\n"
        "(root / 'b').write_text('newest')\n"
        "kept = sorted(p.read_text() for p in (root / 'work' / 'originals').iterdir())\n"
        "made = [json.loads(line) for line in (root / 'work' / 'created.log').open()]\n"
        "print(json.dumps([kept, [pathlib.Path(name).name for name in made]]))\n"
    )
    out = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True).stdout
    told: Any = json.loads(out)
    assert told == [["old a", "old c", "old d"], ["e", "f"]]


def test_originals_are_kept_while_another_thread_opens_a_file(tmp_path: Path) -> None:
    """In an interpreter of its own, as above."""
    import subprocess
    import sys

    program = tmp_path / "program.py"
    program.write_text(
        "import pathlib, threading\n"
        "from pytest_repro.session.originals import Originals\n"
        "root = pathlib.Path(__file__).parent\n"
        "(root / 'work').mkdir()\n"
        "for name in 'ab': (root / name).write_text('old ' + name)\n"
        "looking, done = threading.Event(), threading.Event()\n"
        "class Slow(Originals):\n"
        "    def _look(self, event, arguments):\n"
        "        if threading.current_thread() is other:\n"
        "            looking.set(); done.wait(60)\n"
        "        super()._look(event, arguments)\n"
        "watch = Slow(root, root / 'work')\n"
        "other = threading.Thread(target=(root / 'b').read_text)\n"
        "watch.start()\n"
        "other.start(); looking.wait(60)\n"
        "(root / 'a').read_text(); (root / 'a').write_text('new')\n"
        "done.set(); other.join()\n"
        "watch.stop()\n"
        "print(*(p.read_text() for p in (root / 'work').glob('originals/*')))\n"
    )
    out = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True).stdout
    assert out == "old a\n"


def test_leftovers_are_what_was_read_in_the_temporary_directory_but_not_written(tmp_path: Path) -> None:
    """In an interpreter of its own, as above."""
    import subprocess
    import sys

    program = tmp_path / "project" / "program.py"
    program.parent.mkdir()
    program.write_text(
        "import json, os, pathlib\n"
        "from pytest_repro.session.originals import Originals\n"
        "from pytest_repro.sources.input_data import leftovers\n"
        "root = pathlib.Path(__file__).parent\n"
        "temporary, work = root.parent, root.parent / 'work'\n"
        "work.mkdir(); (root / 'input').write_text('1')\n"
        "for name in 'ab': (temporary / name).write_text('left')\n"
        "watch = Originals(root, work)\n"
        "watch.start()\n"
        "(temporary / 'a').read_text()\n"
        "(temporary / 'a').read_text(); (temporary / 'b').write_text('new'); (temporary / 'b').read_text()\n"
        "(root / 'input').read_text(); (temporary / 'c').exists()\n"
        "watch.stop()\n"
        "found = leftovers(work).items()\n"
        "print(json.dumps([[os.path.basename(name), place.line] for name, place in found]))\n"
    )
    out = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True).stdout
    assert json.loads(out) == [["a", 10]]
