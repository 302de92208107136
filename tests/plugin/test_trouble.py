"""Trials that crash, hang, vanish or misbehave cost one clear line, and nothing else is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from pytest_repro.session.axes import HELD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.plugin.conftest import Ran

# In the user's own session the fixture behaves; in any trial it does what it is told.
TESTS = """
import os, signal, sys, time
from pytest_repro import training_fixture

IN_TRIAL = any("pytest_repro.trials" in name for name in sys.modules if name.endswith("trials.child"))

@training_fixture
def first():
    return 1

@training_fixture
def bad():
    if IN_TRIAL:
        {bad}
    return 2

@training_fixture
def last():
    return 3

def test_all(first, bad, last):
    assert (first, bad, last) == (1, 2, 3)
"""


def check_of_bad(
    pytester: pytest.Pytester, repro: Callable[..., Ran], bad: str, *options: str
) -> dict[str, object]:
    """Run the project; all but ``bad`` must be judged as if nothing had happened."""
    pytester.makepyfile(test_it=TESTS.format(bad=bad))
    ran = repro(*options)
    verdicts = {check["fixture"]: check["verdict"] for check in ran.checks.values()}
    assert (verdicts["first"], verdicts["last"]) == ("reproducible", "reproducible")
    ran.result.assert_outcomes(passed=3, failed=1)
    assert ran.result.ret == pytest.ExitCode.TESTS_FAILED
    assert "Traceback" not in ran.text
    assert "INTERNALERROR" not in ran.text
    check: dict[str, object] = ran.checks["test_it.py::repro[bad]"]
    return check


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("os._exit(3)", "exit code 3"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed by SIGKILL"),
        ("import ctypes; ctypes.string_at(0)", "killed by SIGSEGV"),
    ],
    ids=["os._exit", "SIGKILL", "crash"],
)
def test_a_trial_that_ends_early(
    bad: str, words: str, pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    check = check_of_bad(pytester, repro, bad)
    assert check["verdict"] == "error"
    assert words in str(check["reason"])


def test_a_trial_that_hangs(
    pytester: pytest.Pytester, repro: Callable[..., Ran], no_processes_left: Callable[[str], bool]
) -> None:
    check = check_of_bad(pytester, repro, "time.sleep(3600)", "--repro-timeout=4")
    assert check["verdict"] == "error"
    assert "hung" in str(check["reason"])
    assert no_processes_left(str(pytester.path))


def test_a_trial_that_prints_megabytes(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(test_it=TESTS.format(bad="os.write(1, b'x' * 50_000_000); print('y' * 20_000_000)"))
    ran = repro()
    ran.result.assert_outcomes(passed=4)
    assert len(ran.text) < 10_000


def test_a_fixture_that_raises_in_one_trial_only(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    check = check_of_bad(pytester, repro, "raise ValueError('only here')", "--repro-budget=0")
    assert check["verdict"] == "irreproducible"
    (mismatch,) = check["mismatches"]  # type: ignore[misc]
    assert mismatch["kind"] == "raised"
    assert "ValueError: only here" in mismatch["second"]


def test_a_fixture_that_raises_in_both(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        """
        from pytest_repro import training_fixture

        @training_fixture
        def broken():
            raise RuntimeError("no data")

        @training_fixture
        def leaving():
            raise SystemExit(3)  # as a command line called in the process does

        def test_it(broken):
            pass

        def test_leaving(leaving):
            pass
        """
    )
    ran = repro()
    ran.result.assert_outcomes(errors=2, failed=2)
    told = {check["fixture"]: (check["verdict"], check["reason"]) for check in ran.checks.values()}
    assert told == {
        "broken": ("error", "the fixture fails in both trials: RuntimeError: no data"),
        "leaving": ("error", "the fixture fails in both trials: SystemExit: 3"),
    }


def test_a_fixture_that_skips(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        """
        import pytest
        from pytest_repro import training_fixture

        @training_fixture
        def absent():
            pytest.skip("no GPU")

        def test_it(absent):
            pass
        """
    )
    ran = repro()
    ran.result.assert_outcomes(skipped=2)
    assert ran.result.ret == 0


def test_collection_that_changes(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        """
        import os
        import pytest
        from pytest_repro import training_fixture

        @training_fixture
        def model():
            return 1

        @pytest.mark.parametrize("run", [f"pid{os.getpid()}"])
        def test_it(run, model):
            pass
        """
    )
    ran = repro()
    assert ran.only["verdict"] == "error"
    assert "collection differs" in ran.only["reason"]
    ran.result.assert_outcomes(passed=1, failed=1)


def test_a_conftest_that_fails_in_trials(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makeconftest(
        "import sys\nif 'pytest_repro.trials.child' in sys.modules:\n    raise ImportError('not twice')\n"
    )
    pytester.makepyfile(test_it=TESTS.format(bad="pass"))
    ran = repro()
    assert {check["verdict"] for check in ran.checks.values()} == {"error"}
    assert all("not twice" in check["reason"] for check in ran.checks.values())


def test_a_fixture_requested_dynamically_is_told_of(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(
        """
        from pytest_repro import training_fixture

        @training_fixture
        def model():
            return 1

        def test_it(request):
            assert request.getfixturevalue("model") == 1
        """
    )
    ran = repro()
    assert ran.checks == {}
    assert "model" in ran.text
    assert "getfixturevalue" in ran.text


def test_values_too_large_for_the_disk_are_compared_by_digest(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makeconftest(
        "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))\n"
    )
    pytester.makepyfile(
        """
        import numpy as np
        from pytest_repro import training_fixture

        @training_fixture
        def steady():
            return np.arange(1_000_000.0)

        @training_fixture
        def moving():
            return np.random.rand(1_000_000)

        def test_it(steady, moving):
            pass
        """
    )
    ran = repro()
    verdicts = {check["fixture"]: check["verdict"] for check in ran.checks.values()}
    assert verdicts == {"steady": "reproducible", "moving": "irreproducible"}
    assert [
        cause["source"]
        for cause in ran.checks[
            "test_values_too_large_for_the_disk_are_compared_by_digest.py::repro[moving]"
        ]["causes"]
    ] == ["numpy-random"]


OPTIONS = {
    "--repro-vary=colour": ("unknown source 'colour'", "hash-seed"),
    "--repro-vary=clok": ("unknown source 'clok'; did you mean 'clock'?",),
    "--repro-vary=-any-process": ("leaves no source",),
    "--repro-vary=": ("name at least one source",),
    "--repro-budget=": ("repro-budget=", "0 for no diagnosis"),
    "--repro-fixture=": ("repro-fixture=", "name fixtures"),
    "--repro-jobs=0": ("repro-jobs=0", "1 or more"),
    "--repro-jobs=many": ("repro-jobs=many",),
    "--repro-timeout=-1": ("repro-timeout=-1",),
    "--repro-json=nowhere/at/all.json": ("nowhere/at/all.json", "no folder"),
    "--repro-json=.": ("is a folder",),
}


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_an_option_that_means_nothing(option: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it():\n    pass\n")
    result = pytester.runpytest_subprocess("--repro", option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = [line for line in result.stderr.lines if line.strip()]
    assert len(lines) == 1
    assert all(word in lines[0] for word in OPTIONS[option])


def test_an_option_without_repro(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it():\n    pass\n")
    result = pytester.runpytest_subprocess("--repro-jobs=2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--repro-jobs does nothing without --repro*"])


def test_sources_can_be_left_out(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        """
        import time
        from pytest_repro import training_fixture

        @training_fixture
        def model():
            return time.strftime("%Y-%m")

        def test_it(model):
            pass
        """
    )
    assert repro(diagnose=False).only["verdict"] == "irreproducible"
    without = repro("--repro-vary=-clock").only
    assert without["verdict"] == "reproducible"
    assert {"source": "clock", "applied": False, "detail": HELD} in without["axes"]
    axes = repro("--repro-vary=hash-seed").only["axes"]
    assert {axis["source"] for axis in axes if axis["detail"] != HELD} == {"hash-seed"}


SLOW = """
import os, time
from pytest_repro import training_fixture

@training_fixture
def model():
    open(f"started-{os.getpid()}", "w").close()
    time.sleep(120)

def test_it(model):
    pass
"""


@pytest.fixture
def heeds_interrupts() -> Iterator[None]:
    """A shell that starts a job in the background has it ignore SIGINT, and all that the job starts, too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_interrupts")
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_an_interrupted_session_leaves_no_process_behind(
    how: str, workers: tuple[str, ...], pytester: pytest.Pytester, no_processes_left: Callable[[str], bool]
) -> None:
    pytester.makepyfile(SLOW)
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "--repro", "-p", "no:randomly", *workers],
        cwd=pytester.path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(pytester.path)},
    )
    deadline = time.monotonic() + 60
    while len(list(pytester.path.glob("started-*"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(list(pytester.path.glob("started-*"))) >= 2, "both trials should be under way"
    process.send_signal(getattr(signal, how))
    process.wait(timeout=30)
    deadline = time.monotonic() + 15
    mark = "pytest_repro.trials.child"
    while not no_processes_left(str(pytester.path)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert no_processes_left(str(pytester.path)), mark
    if how == "SIGINT":
        assert not list(pytester.path.glob("pytest-repro-*"))


def test_the_report_is_written_without_a_terminal(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(test_it=TESTS.format(bad="pass"))
    assert len(repro("-p", "no:terminal").checks) == 3


def test_a_report_that_cannot_be_written(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        import os, shutil

        def test_it():
            shutil.rmtree("out")
            open("out", "w").close()
        """
    )
    (pytester.path / "out").mkdir()
    result = pytester.runpytest_subprocess("--repro", "--repro-json=out/report.json", "-p", "no:randomly")
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["*out/report.json*"])
    assert "Traceback" not in result.stdout.str()


def test_bodies_of_tests_do_not_run_in_trials(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        """
        import unittest
        import pytest
        from pytest_repro import training_fixture

        @training_fixture
        def model():
            return 1

        def count(name):
            with open(name, "a") as file:
                file.write("x")

        def test_function(model):
            count("function")

        @pytest.mark.usefixtures("model")
        class TestUnittest(unittest.TestCase):
            def test_method(self):
                count("method")
        """
    )
    ran = repro("-k", "function")
    ran.result.assert_outcomes(passed=2, deselected=1)
    repro("-k", "Unittest").result.assert_outcomes(passed=2, deselected=1)
    assert (pytester.path / "function").read_text() == "x"
    assert (pytester.path / "method").read_text() == "x"


WAITED = """
import pathlib, time
from pytest_repro.session.progress import Progress

known = Progress.tick

def tick(self):
    known(self)
    if time.monotonic() - self._since > 2.5:
        pathlib.Path({waited!r}).touch()

Progress.tick = tick
"""
"""A conftest that tells the trial when the session has waited long enough for that to be told."""


def test_progress_is_told_when_it_takes_long(
    pytester: pytest.Pytester, repro: Callable[..., Ran], tmp_path: Path
) -> None:
    waited = tmp_path / "waited"
    pytester.makeconftest(WAITED.format(waited=str(waited)))
    wait = f"while not os.path.exists({str(waited)!r}): time.sleep(0.05)"
    pytester.makepyfile(test_it=TESTS.format(bad=wait))
    ran = repro("--repro-jobs=1")
    ran.result.assert_outcomes(passed=4)
    ran.result.stdout.fnmatch_lines(["repro: *: waiting for the perturbed trial"])
    waited.unlink()
    assert "repro: " not in repro("-q", "--repro-jobs=1").text
    assert waited.exists()


@pytest.mark.parametrize("options", [("--repro-vary=clock",), ("--repro-vary=-hash-seed",)])
def test_what_is_not_varied_is_held(
    options: tuple[str, ...], pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(
        """
        import random
        from pytest_repro import training_fixture

        @training_fixture
        def vocabulary():
            words = {"apple", "pear", "fig", "plum", "kiwi", "lime", "cherry", "grape"}
            return [word for word in words]

        def test_it(vocabulary):
            pass
        """
    )
    assert repro(*options).only["verdict"] == "reproducible"


def test_warnings_as_errors(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    pytester.makepyfile(test_it=TESTS.format(bad="pass"))
    repro("-W", "error").result.assert_outcomes(passed=4)


WHERE = """
import concurrent.futures, ctypes, os, signal, sys, threading, time
from pytest_repro import training_fixture

IN_TRIAL = "pytest_repro.trials.child" in sys.modules

def bad():
    {bad}

@training_fixture
def dataset():
    print("reading the data")
    if IN_TRIAL:
        bad()  # not the last line of the user's
    return 2

@training_fixture
def model(dataset):
    return dataset

def test_it(model):
    pass
"""
"""In any trial the fixture that another one needs ends at the line of the function ``bad``."""
LINE = WHERE[: WHERE.index("{bad}")].count("\n")


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ("ctypes.string_at(0)", "was killed by SIGSEGV"),
        ("os.abort()", "was killed by SIGABRT"),
        ("os._exit(3)", "ended with exit code 3"),
        ("concurrent.futures.ThreadPoolExecutor().submit(time.sleep, 3600).result()", "hung"),
        ("threading.Event().wait()", "hung"),
    ],
    ids=["crash", "abort", "os._exit", "waits for a thread", "waits"],
)
def test_a_trial_that_ends_early_tells_where(
    bad: str, what: str, pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(test_it=WHERE.format(bad=bad))
    ran = repro("--repro-timeout=6")
    for name in ("dataset", "model"):
        check = ran.checks[f"test_it.py::repro[{name}]"]
        assert check["verdict"] == "error"
        assert check["failures"] == [
            {
                "trial": "perturbed",
                "what": what,
                "fixture": "dataset",
                "site": {"path": "test_it.py", "line": LINE, "function": "bad", "text": bad},
                "printed": ["reading the data"],
            }
        ]
        assert f"{what} in the fixture dataset at test_it.py:{LINE}" in check["reason"]
        assert check["reason"].endswith("it last printed: reading the data")
    ran.result.stdout.fnmatch_lines(
        [
            "*FAILURES*",
            f"  perturbed trial: test_it.py:{LINE}  {bad}",
            "*= repro =*",
            "  perturbed trial, in the fixture dataset:",
            f"    test_it.py:{LINE} in bad",
            f"        {bad}"[:40] + "*",
        ]
    )


def test_a_crash_outside_of_the_main_thread_is_told_there(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    crash = "t = threading.Thread(target=crash); t.start(); t.join()\n\ndef crash():\n    ctypes.string_at(0)"
    pytester.makepyfile(test_it=WHERE.format(bad=crash))
    (failure,) = repro().checks["test_it.py::repro[model]"]["failures"]
    assert (failure["site"]["function"], failure["site"]["text"]) == ("crash", "ctypes.string_at(0)")


def test_a_trial_that_is_killed_tells_the_fixture(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(test_it=WHERE.format(bad="os.kill(os.getpid(), signal.SIGKILL)"))
    check = repro().checks["test_it.py::repro[model]"]
    (failure,) = check["failures"]
    assert (failure["fixture"], failure["site"]) == ("dataset", None)
    assert "the kernel does so where memory runs out" in check["reason"]


def test_a_fixture_that_raises_tells_where(
    pytester: pytest.Pytester, repro: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    pytester.makepyfile(
        test_it="""
        import json, os
        from pytest_repro import training_fixture

        def choose(words):
            return json.loads(words[0])

        @training_fixture
        def model():
            return choose(["x" if os.environ["PYTHONHASHSEED"] != "0" else "1"])

        @training_fixture
        def broken():
            return choose("x")

        def test_it(model):
            pass

        def test_broken(broken):
            pass
        """
    )
    ran = repro(diagnose=False)
    site = {"path": "test_it.py", "line": 5, "function": "choose", "text": "return json.loads(words[0])"}
    for name, verdict, trial in (("model", "irreproducible", "perturbed"), ("broken", "error", "reference")):
        check = ran.checks[f"test_it.py::repro[{name}]"]
        (failure,) = check["failures"]
        assert (check["verdict"], failure["trial"], failure["site"]) == (verdict, trial, site)
        assert (failure["fixture"], failure["what"].partition(":")[0]) == (name, "JSONDecodeError")
    ran.result.stdout.fnmatch_lines(
        ["*= repro =*", "  perturbed trial, in the fixture model:", "    test_it.py:5 in choose"]
    )


def test_earlier_tests_that_end_a_trial_are_not_blamed(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(
        test_it="""
        import os, random, sys
        from pytest_repro import training_fixture

        @training_fixture
        def model():
            return random.random()

        def test_alone_on_this_machine():
            if "pytest_repro.trials.child" in sys.modules:
                os._exit(3)  # it finds that its port is taken, say

        def test_it(model):
            pass
        """
    )
    check = repro().only
    causes = [(cause["status"], cause["source"]) for cause in check["causes"]]
    assert causes == [("proven", "python-random")]


def test_what_the_user_has_put_in_the_place_of_a_stream_need_not_flush(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(
        test_it="""
        import sys
        from pytest_repro import training_fixture

        class Quiet:
            def write(self, text):
                pass

        sys.stdout = Quiet()

        @training_fixture
        def model():
            print("never seen")
            return 1

        def test_it(model):
            pass
        """
    )
    assert repro().only["verdict"] == "reproducible"
