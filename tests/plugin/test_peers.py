"""Beside the plugins that people have: xdist, randomly, cov, timeout, rerunfailures' options, and addopts."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Ran

TESTS = """
import random
import time
import pytest
from pytest_repro import training_fixture

@training_fixture(scope="session")
def steady():
    time.sleep(0.2)
    return [1, 2]

@training_fixture(scope="module")
def moving():
    return random.random()

@training_fixture(params=[1, 2])
def swept(request):
    return request.param

@pytest.mark.parametrize("n", range(6))
def test_steady(steady, n):
    assert steady

def test_moving(moving):
    assert moving

def test_swept(swept):
    assert swept
"""

VERDICTS = {
    "test_one.py::repro[steady]": "reproducible",
    "test_one.py::repro[moving]": "irreproducible",
    "test_one.py::repro[swept-1]": "reproducible",
    "test_one.py::repro[swept-2]": "reproducible",
}


@pytest.fixture
def repro(repro: Callable[..., Ran]) -> Callable[..., Ran]:
    return functools.partial(repro, peers=True)


@pytest.fixture(autouse=True)
def files(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_one=TESTS)


def verdicts(ran: Ran) -> dict[str, str]:
    return {id_: check["verdict"] for id_, check in ran.checks.items()}


@pytest.mark.parametrize(
    "dist", ["load", *(pytest.param(dist, marks=pytest.mark.slow) for dist in ("loadfile", "worksteal"))]
)
def test_xdist(dist: str, repro: Callable[..., Ran]) -> None:
    diagnose = dist == "load"
    ran = repro("-n", "2", "--dist", dist, diagnose=diagnose)
    assert verdicts(ran) == VERDICTS
    ran.result.assert_outcomes(passed=9 + 3, failed=1)
    assert ran.text.count("= repro =") == 1
    causes = ran.checks["test_one.py::repro[moving]"]["causes"]
    expected = [("python-random", "proven")] if diagnose else []
    assert [(cause["source"], cause["status"]) for cause in causes] == expected


def test_xdist_single_verdict(repro: Callable[..., Ran]) -> None:
    ran = repro("-n", "2", "test_one.py::repro[steady]")
    assert verdicts(ran) == {"test_one.py::repro[steady]": "reproducible"}


def test_xdist_with_a_worker_that_dies(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(test_zzz="import os\n\n\ndef test_dies():\n    os._exit(7)\n")
    ran = repro("-n", "2", diagnose=False)
    assert verdicts(ran) == VERDICTS
    assert ran.result.ret == pytest.ExitCode.TESTS_FAILED


def test_randomly_cannot_hide_a_missing_seed(repro: Callable[..., Ran]) -> None:
    """It reseeds before every test, the same in both sessions: the perturbation comes after it."""
    ran = repro("-p", "randomly", "-p", "no:randomly_nothing", "--randomly-seed=11", randomly=True)
    assert verdicts(ran) == VERDICTS
    ran.result.assert_outcomes(passed=9 + 3, failed=1)
    causes = ran.checks["test_one.py::repro[moving]"]["causes"]
    assert [(cause["source"], cause["status"]) for cause in causes] == [("python-random", "proven")]


def test_coverage_is_that_of_the_users_session(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(code="def used():\n    return 1\n\n\ndef unused():\n    return 2\n")
    pytester.makepyfile(
        test_one="""
        import code_under_test as code
        from pytest_repro import training_fixture

        @training_fixture
        def model():
            return code.used()

        def test_model(model):
            assert model
        """,
        code_under_test="def used():\n    return 1\n\n\ndef unused():\n    return 2\n",
    )
    ran = repro("--cov=code_under_test", "--cov-report=term")
    assert verdicts(ran) == {"test_one.py::repro[model]": "reproducible"}
    ran.result.stdout.fnmatch_lines(["code_under_test.py*75%*"])


def test_a_timeout_for_tests_is_none_for_verdicts(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(
        test_one="""
        import random, time
        from pytest_repro import training_fixture

        @training_fixture
        def model():
            time.sleep(0.5)
            return random.random()

        def test_model(model):
            assert model
        """
    )
    ran = repro("--timeout=2")
    assert verdicts(ran) == {"test_one.py::repro[model]": "irreproducible"}


RERUNNING = """
import pytest
from _pytest.runner import runtestprotocol

@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    \"\"\"As pytest-rerunfailures does, which knows no exceptions with --force-reruns.\"\"\"
    for last in (False, True):
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        again = not last and any(report.failed for report in reports)
        for report in reports:
            if report.failed and again:
                report.outcome = "rerun"
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        if not again:
            return True
"""


def test_a_verdict_that_is_run_again_is_the_same_and_reported_once(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makeconftest(RERUNNING)
    ran = repro("-k", "moving", diagnose=False)
    assert verdicts(ran) == {"test_one.py::repro[moving]": "irreproducible"}
    ran.result.assert_outcomes(passed=1, failed=1)
    ran.result.stdout.fnmatch_lines(["1 training fixture checked: 1 irreproducible"])
    ran.result.stdout.fnmatch_lines(["FAILED test_one.py::repro?moving? - *irreproducible: moving differs*"])


def test_marks_for_other_plugins_select_no_verdicts(pytester: pytest.Pytester) -> None:
    options = ("--repro", "--collect-only", "-q", "-p", "no:randomly")
    for selection in (("-k", "timeout"), ("-k", "flaky"), ("-m", "timeout")):
        pytester.runpytest(*options, *selection).stdout.no_fnmatch_line("*::repro?*")
    pytester.runpytest(*options, "-k", "repro").stdout.fnmatch_lines(["test_one.py::repro?steady?"])


def test_addopts_with_everything(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makeini(
        "[pytest]\naddopts = -n 2 --cov=. --cov-report= -x --maxfail=3 --durations=3 -ra --strict-markers "
        "-p no:cacheprovider --tb=short --junitxml=junit.xml -k steady --repro\n"
    )
    ran = repro()
    assert verdicts(ran) == {"test_one.py::repro[steady]": "reproducible"}
    assert 'tests="7"' in (pytester.path / "junit.xml").read_text()


def test_options_of_the_projects_conftest_reach_the_trials(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makeconftest(
        """
        import pytest
        from pytest_repro import training_fixture

        def pytest_addoption(parser):
            parser.addoption("--epochs", type=int, default=1)

        def pytest_collection_modifyitems(items):
            for item in items:
                assert item.fixturenames is not None and item.function and item.module
                if item.get_closest_marker("nothing"):
                    item.add_marker(pytest.mark.skip)

        def pytest_terminal_summary():
            with open("summaries", "a") as file:
                file.write("x")

        @training_fixture
        def model(request, cache):
            return {"epochs": request.config.getoption("--epochs"), "cache": cache.get("x", 3)}
        """
    )
    pytester.makepyfile(test_one="def test_model(model):\n    assert model['epochs'] == 5\n")
    ran = repro("--epochs", "5")
    assert verdicts(ran) == {"test_one.py::repro[model]": "reproducible"}
    ran.result.assert_outcomes(passed=2)
    assert (pytester.path / "summaries").read_text() == "x", "trials sum nothing up"


def test_without_repro_nothing_of_ours_shows(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-v")
    result.assert_outcomes(passed=9)
    result.stdout.no_fnmatch_line("*::repro?*")


def test_randomly_reseeds_before_bodies_too(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        test_one="""
        import random
        import pytest

        @pytest.mark.repro
        def test_recording(repro_record):
            repro_record("a", random.random())

        @pytest.fixture
        def seeded():
            random.seed(3)

        @pytest.mark.repro
        def test_seeded_by_itself(repro_record):
            random.seed(3)
            repro_record("a", random.random())
        """
    )
    ran = repro("-p", "randomly", randomly=True)
    checks = {id_.partition("repro[")[2]: check for id_, check in ran.checks.items()}
    assert checks["test_seeded_by_itself]"]["verdict"] == "reproducible"
    (cause,) = checks["test_recording]"]["causes"]
    assert (cause["source"], cause["status"]) == ("python-random", "proven")
    assert [site["text"] for site in cause["sites"]] == ['repro_record("a", random.random())']


def test_a_stream_that_randomly_seeds_anew_is_left_by_no_test(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(
        test_one="""
        from pytest_repro import training_fixture

        WORDS = ["a"]

        @training_fixture
        def model():
            return list(WORDS)

        def test_adds():
            WORDS.append("b")

        def test_model(model):
            pass
        """
    )
    ran = repro("-p", "randomly", "--randomly-dont-reorganize", randomly=True)
    (cause,) = ran.only["causes"]
    assert cause["source"] == "leaked-state"
    assert "(test_one.py::test_adds changes test_one.WORDS)" in cause["explanation"]
    seed = (pytester.path / ".pytest_cache" / "v" / "randomly_seed").read_text()
    ran.result.stdout.fnmatch_lines([f"Using --randomly-seed={seed}"])  # for --randomly-seed=last


def test_what_a_test_file_draws_as_it_is_imported_is_found_beside_randomly(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(
        test_one="""
        import random
        from pytest_repro import training_fixture

        ORDER = random.random()

        @training_fixture
        def model():
            return ORDER

        def test_model(model):
            pass
        """
    )
    (cause,) = repro("-p", "randomly", randomly=True).only["causes"]
    assert (cause["source"], cause["status"]) == ("python-random", "proven")
    assert [site["text"] for site in cause["sites"]] == ["ORDER = random.random()"]


def test_hooks_of_the_user_may_seed(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makeconftest(
        """
        import random
        import pytest

        @pytest.hookimpl(tryfirst=True)
        def pytest_sessionstart(session):
            random.seed(1)

        def pytest_runtest_setup(item):
            random.seed(2)

        def pytest_runtest_call(item):
            random.seed(3)
        """
    )
    pytester.makepyfile(
        test_one="""
        import random
        import pytest
        from pytest_repro import training_fixture

        ORDER = random.random()

        @training_fixture
        def order():
            return ORDER

        @training_fixture
        def model():
            return random.random()

        def test_model(order, model):
            pass

        @pytest.mark.repro
        def test_recording(repro_record):
            repro_record("a", random.random())
        """
    )
    checks = repro().checks
    assert [check["verdict"] for check in checks.values()] == ["reproducible"] * 3
    assert not any(check["limits"] for check in checks.values())
