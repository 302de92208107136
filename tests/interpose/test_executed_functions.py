"""Which lines ran, on every version of Python, beside other tools that watch."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

PROGRAM = """
import functools
import threading

def used(x):
    def inner(y):
        return y + 1
    def unused_inner(y):
        return y - 1
    return [
        inner(x),
        0,
    ]

def unused():
    return {word for word in ("a", "b")}

class Model:
    size = 3

    def fit(self):
        return self

    def unused_method(self):
        return (
            self,
            self.size,
        )

@functools.lru_cache(None)
def cached(n):
    return cached(n - 1) if n else 0

def lazily():
    yield 1
    yield 2

def in_thread():
    return 1

def main():
    thread = threading.Thread(target=in_thread)
    thread.start()
    thread.join()
    for _ in range(50):
        used(1)
    return Model().fit(), cached(3), list(lazily()), [n for n in range(3)], (lambda: 1)()
"""

WATCH = """
import json, sys
from pathlib import Path
{before}
from pytest_repro.interpose.executed import ExecutedFunctions
from pytest_repro.interpose.sites import SiteFinder
sys.path.insert(0, sys.argv[1])
executed = ExecutedFunctions(SiteFinder(Path(sys.argv[1])))
executed.start()
{after}
import program
program.main()
executed.stop()
import later
later.main()
{end}
print(json.dumps(executed.functions()))
"""


def run(folder: Path, before: str = "", after: str = "", end: str = "") -> list[dict[str, Any]]:
    (folder / "program.py").write_text(PROGRAM)
    (folder / "later.py").write_text("def main():\n    return 1\n")
    code = WATCH.format(before=before, after=after, end=end)
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=60, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def covered(functions: list[dict[str, Any]]) -> set[int]:
    return {line for f in functions for line in range(f["first"], f["last"] + 1)}


def names(functions: list[dict[str, Any]]) -> set[str]:
    return {f["function"].rpartition(".")[2] for f in functions}


LINES = PROGRAM.splitlines()


def line(text: str) -> int:
    return next(number for number, content in enumerate(LINES, 1) if text in content)


EXPECTED = {"<module>", "used", "inner", "Model", "fit", "cached", "lazily", "in_thread", "main"}


def check(functions: list[dict[str, Any]]) -> None:
    assert names(functions) - {"<lambda>", "<listcomp>"} == EXPECTED
    assert {Path(f["file"]).name for f in functions} == {"program.py"}
    ran = covered(functions)
    for text in ("return y + 1", "inner(x)", "0,", "size = 3", "return self", "cached(n - 1)", "yield 2"):
        assert line(text) in ran, text
    for text in ("return y - 1", "return {word", "    self,", "self.size,"):
        assert line(text) not in ran, text


def test_what_ran_and_nothing_else(tmp_path: Path) -> None:
    functions = run(tmp_path)
    check(functions)
    assert functions[0]["function"] == "<module>"
    assert all(f["first"] <= f["last"] for f in functions)


def test_after_stop_nobody_watches(tmp_path: Path) -> None:
    run(
        tmp_path,
        end="assert sys.gettrace() is None and sys.getprofile() is None\n"
        "import threading\nassert threading._profile_hook is None and threading._trace_hook is None\n"
        "assert not hasattr(sys, 'monitoring') or not any(map(sys.monitoring.get_tool, range(6)))",
    )


@pytest.mark.parametrize("when", ["before", "after"])
def test_beside_coverage(when: str, tmp_path: Path) -> None:
    pytest.importorskip("coverage")
    start = "import coverage; cov = coverage.Coverage(data_file=None); cov.start()"
    end = textwrap.dedent(
        """
        cov.stop()
        (file,) = [f for f in cov.get_data().measured_files() if f.endswith("program.py")]
        assert 4 < len(cov.get_data().lines(file)), cov.get_data().lines(file)
        """
    )
    check(run(tmp_path, **{when: start}, end=end))


def test_beside_a_debugger(tmp_path: Path) -> None:
    after = "seen = []\nsys.settrace(lambda frame, event, argument: seen.append(frame.f_code.co_name))"
    check(run(tmp_path, after=after, end="sys.settrace(None)\nassert 'used' in seen"))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring is new in 3.12")
@pytest.mark.parametrize("taken", [(4,), (3, 4)])
def test_beside_tools_that_took_our_place(taken: tuple[int, ...], tmp_path: Path) -> None:
    before = "\n".join(f"sys.monitoring.use_tool_id({tool}, 'other')" for tool in taken)
    end = "\n".join(f"assert sys.monitoring.get_tool({tool}) == 'other'" for tool in taken)
    check(run(tmp_path, before=before, end=end))


def test_a_profiler_that_took_over_is_left_alone(tmp_path: Path) -> None:
    end = "assert sys.getprofile() is other"
    run(tmp_path, before="def other(*_): pass", after="sys.setprofile(other)", end=end)


def test_the_same_text_in_two_files(tmp_path: Path) -> None:
    """Their code objects are equal: neither may hide the other."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text("def forward(x):\n    return x\n")
    after = "import one, two; one.forward(1); two.forward(1)"
    functions = [f for f in run(tmp_path, after=after) if f["function"] == "forward"]
    assert {Path(f["file"]).name for f in functions} == {"one.py", "two.py"}


def test_an_empty_file_and_one_of_a_single_line(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("")
    (tmp_path / "single.py").write_text("x = [n for n in (1, 2)]")
    functions = run(tmp_path, after="import empty, single")
    assert {Path(f["file"]).name for f in functions} == {"program.py", "empty.py", "single.py"}
    assert {f["last"] for f in functions if f["file"].endswith("single.py")} == {1}


def test_code_made_again_and_again_is_kept_once(tmp_path: Path) -> None:
    made = f"compile('def f(): pass\\nf()', {str(tmp_path / 'made.py')!r}, 'exec')"
    after = f"for _ in range(3000): exec({made}, {{}})"
    functions = [f for f in run(tmp_path, after=after) if f["file"].endswith("made.py")]
    assert names(functions) == {"<module>", "f"}
    assert len(functions) == 2


LIBRARY = """
import sys
WATCHED = sys.getprofile() is not None
import theirs
AGAIN = sys.getprofile() is not None
def imported():
    pass
imported()
"""
THEIRS = """
import sys
WATCHED = sys.getprofile() is not None
def registered():
    pass
registered()
"""


def test_what_libraries_do_while_they_are_imported_is_not_watched(tmp_path: Path) -> None:
    """Importing torch took three times as long; what a library imports of the user's counts."""
    installed = tmp_path / "site-packages"
    installed.mkdir()
    (installed / "lib.py").write_text(LIBRARY)
    (installed / "broken.py").write_text("raise ImportError")
    (tmp_path / "theirs.py").write_text(THEIRS)
    after = (
        f"sys.path.insert(0, {str(installed)!r})\nimport lib\ntry: import broken\nexcept ImportError: pass"
    )
    end = """
watched = (lib.WATCHED, lib.theirs.WATCHED, lib.AGAIN)
assert hasattr(sys, "monitoring") or watched == (False, True, False), watched
assert not [finder for finder in sys.meta_path if type(finder).__module__.startswith("pytest_repro")]
"""
    functions = run(tmp_path, after=after, end=end)
    assert names([f for f in functions if f["file"].endswith("theirs.py")]) == {"<module>", "registered"}
    check([f for f in functions if not f["file"].endswith("theirs.py")])
