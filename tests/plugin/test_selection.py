"""Which verdicts run, under every way of selecting tests."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Ran

TESTS = """
import random
from pytest_repro import training_fixture

@training_fixture(scope="module")
def steady():
    return 1

@training_fixture(scope="module")
def moving():
    return random.random()

def test_steady(steady):
    assert steady

def test_moving(moving):
    assert moving

def test_neither():
    pass
"""


@pytest.fixture
def files(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_one=TESTS)


@pytest.fixture
def judged(repro: Callable[..., Ran]) -> Callable[..., Ran]:
    """Runs the session; why `moving` differs is nobody's question here."""
    return functools.partial(repro, diagnose=False)


def names(ran: Ran) -> list[str]:
    return sorted(check["fixture"] for check in ran.checks.values())


@pytest.mark.usefixtures("files")
def test_a_verdict_shows_as_an_item(judged: Callable[..., Ran]) -> None:
    ran = judged("-v")
    ran.result.stdout.fnmatch_lines(
        ["*test_one.py::repro?steady? PASSED*", "*test_one.py::repro?moving? FAILED*"]
    )
    ran.result.assert_outcomes(passed=4, failed=1)
    assert ran.result.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.usefixtures("files")
def test_keyword_of_a_test_brings_its_verdict(judged: Callable[..., Ran]) -> None:
    ran = judged("-k", "test_steady")
    assert names(ran) == ["steady"]
    ran.result.assert_outcomes(passed=2, deselected=3)


@pytest.mark.usefixtures("files")
def test_keyword_of_a_verdict_alone(judged: Callable[..., Ran]) -> None:
    ran = judged("-k", "repro and steady")
    assert names(ran) == ["steady"]
    ran.result.assert_outcomes(passed=1, deselected=4)
    assert [trial["purpose"] for trial in ran.only["trials"]] == ["perturbed"]


@pytest.mark.usefixtures("files")
def test_keyword_that_selects_no_training(judged: Callable[..., Ran]) -> None:
    ran = judged("-k", "neither")
    assert ran.checks == {}
    ran.result.assert_outcomes(passed=1, deselected=4)
    assert ran.result.ret == 0


@pytest.mark.usefixtures("files")
def test_node_ids(judged: Callable[..., Ran]) -> None:
    assert names(judged("test_one.py::test_steady")) == ["steady"]
    alone = judged("test_one.py::repro[steady]")
    assert names(alone) == ["steady"]
    alone.result.assert_outcomes(passed=1)
    assert names(judged("test_one.py::repro")) == ["moving", "steady"]


@pytest.mark.usefixtures("files")
def test_deselect(judged: Callable[..., Ran]) -> None:
    assert names(judged("--deselect", "test_one.py::repro[moving]")) == ["steady"]
    without_its_test = ("--deselect", "test_one.py::test_moving")
    assert names(judged(*without_its_test)) == ["steady"]
    assert names(judged(*without_its_test, "test_one.py::repro[moving]")) == ["moving"]


@pytest.mark.usefixtures("files")
def test_marker_expression(judged: Callable[..., Ran]) -> None:
    ran = judged("-m", "repro")
    assert names(ran) == ["moving", "steady"]
    ran.result.assert_outcomes(passed=1, failed=1, deselected=3)


@pytest.mark.usefixtures("files")
def test_last_failed_runs_the_failed_verdict_only(judged: Callable[..., Ran]) -> None:
    judged()
    again = judged("--lf")
    assert names(again) == ["moving"]
    again.result.assert_outcomes(failed=1)


@pytest.mark.usefixtures("files")
def test_stop_at_the_first_failure(pytester: pytest.Pytester, judged: Callable[..., Ran]) -> None:
    ran = judged("-x")
    ran.result.assert_outcomes(passed=4, failed=1)
    pytester.makepyfile(test_aaa="def test_fails():\n    assert False\n")
    stopped = judged("-x")
    stopped.result.assert_outcomes(failed=1)
    assert stopped.checks == {}


@pytest.mark.usefixtures("files")
def test_collect_only_lists_and_runs_nothing(judged: Callable[..., Ran]) -> None:
    ran = judged("--collect-only", "-q")
    ran.result.stdout.fnmatch_lines(["test_one.py::repro?steady?", "test_one.py::repro?moving?"])
    assert ran.checks == {}


def test_tests_in_packages(pytester: pytest.Pytester, judged: Callable[..., Ran]) -> None:
    for folder in ("proj", "proj/tests", "proj/tests/unit"):
        (pytester.path / folder).mkdir()
        (pytester.path / folder / "__init__.py").touch()
    (pytester.path / "proj/tests/conftest.py").write_text(
        "from pytest_repro import training_fixture\n\n\n"
        "@training_fixture(scope='session')\ndef model():\n    return {'w': 1}\n"
    )
    (pytester.path / "proj/tests/unit/test_model.py").write_text(
        "from ... import __name__ as name\n\n\ndef test_model(model):\n    assert name == 'proj'\n"
    )
    (pytester.path / "proj/tests/test_other.py").write_text("def test_model(model):\n    assert model\n")
    ran = judged()
    assert list(ran.checks) == ["proj/tests/test_other.py::repro[model]"]
    ran.result.assert_outcomes(passed=3)
    assert list(judged("proj/tests/unit").checks) == ["proj/tests/unit/test_model.py::repro[model]"]


@pytest.mark.usefixtures("files")
def test_from_another_directory(
    pytester: pytest.Pytester, judged: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]\n")
    elsewhere = pytester.path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert names(judged("..")) == ["moving", "steady"]


@pytest.mark.usefixtures("files")
def test_junit_xml_has_the_verdicts(pytester: pytest.Pytester, judged: Callable[..., Ran]) -> None:
    judged("--junitxml=out.xml")
    text = (pytester.path / "out.xml").read_text()
    assert 'name="repro[steady]"' in text
    assert text.count("<failure") == 1
