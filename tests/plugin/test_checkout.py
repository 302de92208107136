"""A cache that the session has made is put aside for one more trial, and is there again afterwards."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from pytest_repro.trials.aside import put_aside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.plugin.conftest import Ran

CACHED = """
from pathlib import Path
from pytest_repro import training_fixture

CACHE = Path("cache") / "words.txt"

def words():
    if not CACHE.exists():
        CACHE.parent.mkdir(exist_ok=True)
        CACHE.write_text(" ".join(MAKE))  # HERE
    return CACHE.read_text().split()

@training_fixture
def index():
    return {word: number for number, word in enumerate(words())}

def test_index(index):
    Path("wrote.txt").write_text(" ".join(index))
"""
SET = "{f'word{n}' for n in range(40)}"


@pytest.mark.parametrize("asked", ["CACHE", pytest.param("CACHE.parent", marks=pytest.mark.slow)])
def test_what_a_cache_of_the_session_hides_is_found_and_the_cache_is_kept(
    asked: str, pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(
        test_it=CACHED.replace("MAKE", SET).replace("not CACHE.exists", f"not {asked}.exists")
    )
    ran = repro("--repro-jobs", "1")
    (cause,) = ran.only["causes"]
    assert (ran.only["verdict"], cause["source"], cause["status"]) == (
        "irreproducible",
        "hash-seed",
        "proven",
    )
    assert [site["text"].endswith("# HERE") for site in cause["sites"]] == [True]
    ((applied, told),) = [
        (a["applied"], a["detail"]) for a in ran.only["axes"] if a["source"] == "input-data"
    ]
    assert applied and told == f"without {os.path.join('cache', 'words.txt')}, once more"  # noqa: PTH118
    assert [path.name for path in (pytester.path / "cache").iterdir()] == ["words.txt"]
    # What the session made, not what trials did: it says itself what it wrote.
    assert (pytester.path / "cache" / "words.txt").read_text() == (pytester.path / "wrote.txt").read_text()


@pytest.mark.parametrize(
    "text",
    [
        CACHED.replace("MAKE", f"sorted({SET})"),
        # It cannot do without the file where a second one is there: nothing was varied, and it is no alarm.
        CACHED.replace("MAKE", SET)
        .replace("not CACHE.exists()", 'not Path("done").exists()')
        .replace("# HERE", '; Path("done").touch()'),
    ],
)
def test_a_cache_that_hides_nothing_is_no_alarm(
    text: str, pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(test_it=text)
    assert repro("--repro-jobs", "1").only["verdict"] == "reproducible"
    assert len((pytester.path / "cache" / "words.txt").read_text().split()) == 40


GIVEN = """
import os

def test_before():
    os.mkdir("cache")

""" + CACHED.replace("CACHE.parent.mkdir(exist_ok=True)", "assert CACHE.parent.exists()")


@pytest.mark.slow
def test_a_folder_that_an_earlier_test_has_made_stays_where_it_is_needed(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(test_it=GIVEN.replace("MAKE", SET))
    ran = repro("--repro-jobs", "1", diagnose=False)
    assert [trial["equal"] for trial in ran.only["trials"]] == [True, False]


def test_files_are_gone_within_and_the_same_afterwards(tmp_path: Path) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    for file in (one, two):
        file.write_text(file.name)
        os.utime(file, (1, 1))
    opened = one.stat().st_ino
    with pytest.raises(RuntimeError), put_aside([str(one), str(two)], tmp_path / "kept"):
        assert not one.exists() and not two.exists()
        one.write_text("made by the trial")
        raise RuntimeError
    assert (one.read_text(), one.stat().st_mtime) == ("one.txt", 1)
    assert (two.read_text(), two.stat().st_mtime) == ("two.txt", 1)
    assert one.stat().st_ino == opened, "whoever has it open goes on with it"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "one.txt", "two.txt"]


def test_files_of_another_file_system_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EXDEV, "another file system")

    monkeypatch.setattr(os, "link", refused)
    file = tmp_path / "one.txt"
    file.write_text("1")
    with monkeypatch.context() as patch, put_aside([str(file)], tmp_path / "kept"):
        patch.setattr(type(file), "replace", _only_beside(file))
        file.write_text("made by the trial")
    assert file.read_text() == "1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "one.txt"]


def _only_beside(file: Path) -> Callable[[Path, Path], None]:
    def replace(path: Path, target: Path) -> None:
        if path.parent != file.parent:
            raise OSError(errno.EXDEV, "another file system")
        os.rename(path, target)  # noqa: PTH104 - Path.replace is this function

    return replace


def test_where_one_cannot_go_all_are_left(tmp_path: Path) -> None:
    one = tmp_path / "one.txt"
    one.write_text("1")
    with (
        pytest.raises(FileNotFoundError),
        put_aside([str(one), str(tmp_path / "two.txt")], tmp_path / "kept"),
    ):
        pytest.fail("the trial must not run")
    assert one.read_text() == "1"


def test_a_folder_that_the_trial_removes_is_made_again(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "one.txt"
    file.parent.mkdir()
    file.write_text("1")
    with put_aside([str(file)], tmp_path / "kept"):
        file.parent.rmdir()
    assert file.read_text() == "1"


def test_without_files_nothing_is_made(tmp_path: Path) -> None:
    with put_aside([], tmp_path / "kept"):
        pass
    assert not list(tmp_path.iterdir())
