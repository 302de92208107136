"""Which programs a command line starts that are not Python."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from pytest_repro.interpose.programs import drawing_programs, draws_nothing, foreign_programs

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["find", ".", "-name", "*.txt"], ("find",)),
        (["/bin/ls"], ("/bin/ls",)),
        (["sh", "-c", "A=1 date +%F | sort; ls -U 'a;b' && echo done"], ("date", "ls")),
        (["/bin/sh", "-c", "cd data && find . > names"], ("find",)),
        (["bash", "-c", "for f in $(ls); do cat $f; done"], ("ls",)),
        (["env", "LC_ALL=C", "date"], ("date",)),
        (["sh", "-c", f"{sys.executable} -c 'import time'"], ()),
        (["python3", "-c", "import os; os.system('date')"], ()),
        (["git", "rev-parse", "HEAD"], ()),
        (["no-such-program-anywhere"], ()),
        (["sh", "-c", "echo 'unbalanced"], ()),
        (["sh", "script"], ("sh",)),
        (["sh", "-c"], ("sh",)),
        (["env"], ()),
        ([], ()),
    ],
)
def test_by_the_words(words: list[str], expected: tuple[str, ...]) -> None:
    assert foreign_programs(words) == expected


def test_what_draws_is_told_from_what_does_not() -> None:
    words = ["sh", "-c", "cat a b | shuf | sort > c; date >> c"]
    assert foreign_programs(words) == ("date",)
    assert drawing_programs(words) == ("shuf", "sort", "date")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["wc", "-l", "rows.txt"], True),
        (["sh", "-c", "cat a b | head -3 > c"], True),
        (["sh", "-c", "cat a b | shuf"], False),
        (["make", "data"], False),
        (["hostname"], False),
        (["python3", "-c", "print(1)"], False),
        ([], False),
    ],
)
def test_what_answers_by_what_it_is_given_alone(words: list[str], expected: bool) -> None:
    assert draws_nothing(words) is expected


def test_scripts_of_python_are_under_the_conditions(tmp_path: Path) -> None:
    for name, first in (("ours", f"#!{sys.executable}"), ("theirs", "#!/bin/sh")):
        (tmp_path / name).write_text(f"{first}\n")
        (tmp_path / name).chmod(0o755)
    assert foreign_programs([str(tmp_path / "ours")]) == ()
    assert foreign_programs([str(tmp_path / "theirs")]) == (str(tmp_path / "theirs"),)
