"""What is said where nothing, or not what was meant, was collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_repro.session.collected import Collected, read_collected

if TYPE_CHECKING:
    from pathlib import Path

TEST = """
    import pytest
    from pytest_repro import training_fixture

    @training_fixture
    def trained():
        return 1

    @pytest.fixture
    def model():
        return 2

    def test_it(trained, model):
        pass
    """


def test_what_one_process_writes_another_reads(tmp_path: Path) -> None:
    collected = Collected(("model", "trained"), 1, ("abc*",))
    assert read_collected(tmp_path / "collected.json") is None
    collected.write(tmp_path / "collected.json")
    assert read_collected(tmp_path / "collected.json") == collected


def test_a_glob_of_the_command_line_that_matches_nothing_is_told() -> None:
    (note,) = Collected(("trained",), 1, ("abc*", "of_other_tests")).notes(("abc*",))
    assert note.startswith("--repro-fixture=abc* matches no fixture")


def test_a_glob_of_the_ini_file_is_told_only_where_nothing_was_found_at_all() -> None:
    assert Collected(("trained",), 1, ("of_other_tests",)).notes(()) == []
    (note,) = Collected((), 0, ("abc*",)).notes(())
    assert note.startswith("repro_fixtures = abc*")


def test_what_was_deselected_is_not_called_missing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TEST)
    result = pytester.runpytest_subprocess("--repro", "-k", "nothing")
    result.stdout.fnmatch_lines(["nothing was checked: the tests of trained were deselected*"])
    assert "no training fixture was set up" not in result.stdout.str()


def test_a_glob_that_matches_what_no_test_uses_is_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TEST)
    result = pytester.runpytest_subprocess(
        "--repro", "-k", "nothing", "--repro-fixture=m*", "--repro-fixture=q*"
    )
    text = " ".join(result.stdout.lines)
    assert "the tests of model, trained were deselected" in text
    assert "--repro-fixture=q* matches no fixture" in text
    assert "--repro-fixture=m*" not in text


def test_what_an_interrupted_session_did_not_reach_is_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TEST.replace("pass", "raise KeyboardInterrupt"))
    result = pytester.runpytest_subprocess("--repro")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["1 of 1 verdict not reached: the session ended before; *"])
    assert "no training fixture was set up" not in result.stdout.str()


def test_what_was_reached_is_counted() -> None:
    collected = Collected(("a", "b", "c"), 3, ())
    assert collected.unreached(1).startswith("2 of 3 verdicts not reached")
    assert collected.unreached(3) == ""
