"""The session and the trial beside it run at once, and may both make one file of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Ran

SHARED = """
import subprocess, sys, time
from pathlib import Path
from pytest_repro import training_fixture

CACHE, STEPS = Path("cache") / "words.txt", Path("STEPS_OF_THIS_TEST")
ME = "trial" if "pytest_repro.trials.child" in sys.modules else "session"

def now(what):
    "Not before what has to come before it; every step is taken once by each, later trials wait for none."
    order = ORDER_OF_STEPS
    mine = f"{ME} {what}"
    if mine in order:
        for before in order[:order.index(mine)]:
            while not (STEPS / before).exists():
                time.sleep(0.01)

def done(what):
    STEPS.mkdir(exist_ok=True)
    (STEPS / f"{ME} {what}").touch()

def words():
    now("asks")
    there = CACHE.exists()
    done("asks")
    if not there:
        now("writes")
        CACHE.parent.mkdir(exist_ok=True)
        CACHE.write_text(" ".join({f"word{n}" for n in range(40)}))  # HERE
        done("writes")
    now("reads")
    text = CACHE.read_text()
    done("reads")
    return text.split()

@training_fixture
def index():
    return words()

def test_index(index):
    assert len(index) == 40
"""


def shared(pytester: pytest.Pytester, order: tuple[str, ...]) -> str:
    """The steps lie beside the project: what is in it is looked after."""
    steps = pytester.path.with_name(f"{pytester.path.name}-steps")
    return SHARED.replace("ORDER_OF_STEPS", repr(order)).replace("STEPS_OF_THIS_TEST", str(steps))


BESIDE = "--repro-jobs", "2"
TRIAL_FIRST = ("trial reads", "session asks")
AT_ONCE = ("session asks", "trial asks", "session writes", "trial writes", "session reads", "trial reads")
SESSION_LAST = (
    "session asks",
    "trial asks",
    "trial writes",
    "session writes",
    "trial reads",
    "session reads",
)
EACH_ITS_OWN = (
    "session asks", "trial asks", "session writes", "session reads", "trial writes", "trial reads",
)  # fmt: skip


@pytest.mark.parametrize("order", [TRIAL_FIRST, AT_ONCE, pytest.param(SESSION_LAST, marks=pytest.mark.slow)])
def test_outputs_that_agree_since_both_read_one_file_are_compared_without_it(
    order: tuple[str, ...], pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(test_it=shared(pytester, order))
    ran = repro(*BESIDE, diagnose=False)
    assert ran.only["verdict"] == "irreproducible"
    assert [trial["equal"] for trial in ran.only["trials"]] == [True, False]
    assert len((pytester.path / "cache" / "words.txt").read_text().split()) == 40


@pytest.mark.slow
def test_trials_of_a_diagnosis_begin_without_what_both_had_made(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(test_it=shared(pytester, EACH_ITS_OWN))
    ran = repro(*BESIDE)
    (cause,) = ran.only["causes"]
    assert (cause["source"], cause["status"]) == ("hash-seed", "proven")
    assert [site["text"].endswith("# HERE") for site in cause["sites"]] == [True]


MARKED = """
import pytest

@pytest.mark.repro
def test_index(repro_record):
    repro_record("words", words())
"""
WRITTEN = """
from pathlib import Path
from pytest_repro import training_fixture

@training_fixture
def scores():
    for name in ("loss.txt", "model.txt"):
        Path(name).write_text("0.5")
    return READ

def test_scores(scores):
    assert scores
"""


def test_results_that_nobody_reads_cost_no_trial(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(test_it=WRITTEN.replace("READ", "[0.5]"))
    ran = repro(*BESIDE)
    assert (ran.only["verdict"], len(ran.only["trials"])) == ("reproducible", 1)


def test_what_both_looked_for_and_made_is_there_for_a_later_run(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    text = shared(pytester, ("session asks", "trial asks", "session writes"))
    text = text.replace('    now("reads")', '        return ["computed"] * 40\n    now("reads")')
    pytester.makepyfile(test_it=text)
    ran = repro(*BESIDE, diagnose=False)
    assert [trial["equal"] for trial in ran.only["trials"]] == [True, False]


READ_LATER = """
import sys, time
from pathlib import Path
from pytest_repro import training_fixture

@training_fixture
def scores():
    Path("scores.txt").write_text("0.5")
    Path("STEPS_OF_THIS_TEST").touch() if "pytest_repro.trials.child" in sys.modules else None
    return [0.5]

def test_scores(scores):
    while not Path("STEPS_OF_THIS_TEST").exists():
        time.sleep(0.01)
    assert Path("scores.txt").read_text() == "0.5"
"""


def test_results_that_only_a_test_reads_cost_no_trial(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    there = pytester.path.with_name(f"{pytester.path.name}-there")
    pytester.makepyfile(test_it=READ_LATER.replace("STEPS_OF_THIS_TEST", str(there)))
    ran = repro(*BESIDE)
    assert (ran.only["verdict"], len(ran.only["trials"])) == ("reproducible", 1)


@pytest.mark.slow
def test_what_a_marked_test_reads_matters(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    text = shared(pytester, TRIAL_FIRST)
    text = text[: text.index("@training_fixture")] + MARKED
    pytester.makepyfile(test_it=text)
    ran = repro(*BESIDE, diagnose=False)
    assert [trial["equal"] for trial in ran.only["trials"]] == [True, False]


@pytest.mark.slow
def test_results_that_the_session_is_done_with_before_the_trial_cost_no_trial(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(test_it=WRITTEN.replace("READ", 'Path("model.txt").read_text()'))
    ran = repro("--repro-jobs", "1")
    assert (ran.only["verdict"], len(ran.only["trials"])) == ("reproducible", 1)


def test_a_cache_that_no_python_code_was_seen_to_make_is_done_without(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    text = shared(pytester, ()).replace(
        "CACHE.write_text(", 'subprocess.run(["tee", str(CACHE)], text=True, input='
    )
    pytester.makepyfile(test_it=text)
    ran = repro("--repro-jobs", "1", diagnose=False)
    assert [trial["equal"] for trial in ran.only["trials"]] == [True, False]
