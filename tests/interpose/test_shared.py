"""Whose writing the session, and the trial beside it, may have read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pytest_repro.interpose.overlay import result_mark
from pytest_repro.interpose.shared import PERTURBED, PRIVATE, Shared

if TYPE_CHECKING:
    from pathlib import Path

NAME = "/project/words.txt"


@pytest.fixture
def marks(tmp_path: Path) -> tuple[Path, Path]:
    """Those of the session and of the trial for one file, which nobody has written yet."""
    private = tmp_path / PERTURBED / PRIVATE
    private.mkdir(parents=True)
    Shared(tmp_path).session_writes(NAME)
    (mine,) = (tmp_path / "written").iterdir()
    mine.unlink()
    return mine, result_mark(private, NAME)


def written(mark: Path, when: float | None) -> None:
    if when is not None:
        mark.touch()
        os.utime(mark, (when, when))


@pytest.mark.parametrize(
    ("session", "trial", "by_session", "by_trial"),
    [
        (None, None, False, False),
        (100.0, None, False, True),  # of its own it has nothing
        (None, 100.0, True, False),
        (100.0, 100.5, True, True),
        (100.5, 100.0, True, True),  # the trial may have held it open
        (100.0, 200.0, True, False),
        (200.0, 100.0, False, True),
    ],
)
def test_what_the_other_has_written_last_may_be_what_is_read(
    session: float | None,
    trial: float | None,
    by_session: bool,
    by_trial: bool,
    tmp_path: Path,
    marks: tuple[Path, Path],
) -> None:
    for mark, when in zip(marks, (session, trial), strict=True):
        written(mark, when)
    for told, read in ((by_session, lambda: Shared(tmp_path).session_reads(NAME)),
                       (by_trial, lambda: Shared(tmp_path).trial_reads(NAME, 0.0))):  # fmt: skip
        read()
        assert Shared(tmp_path).mixed() == ({NAME} if told else set())
        (tmp_path / "mixed.log").unlink(missing_ok=True)


def test_what_was_written_before_the_trial_began_it_has_replaced(
    tmp_path: Path, marks: tuple[Path, Path]
) -> None:
    written(marks[0], 100.0)
    written(marks[1], 101.0)
    Shared(tmp_path).trial_reads(NAME, 100.5)
    assert not Shared(tmp_path).mixed()
    assert Shared(tmp_path).written_by_session(NAME) and not Shared(tmp_path).written_by_session("/other")
