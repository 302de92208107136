"""`benchmarks/precision.py` on a project of our own: what it counts, lists and refuses."""

from __future__ import annotations

import csv
import importlib.util
import io
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).parents[2]
HEAD = "project,version,file,line,code,verdict,reason\n"
CODE = "import random\n\nx = random.random()\ny = random.random()\nz = random.random()\n"


@pytest.fixture(scope="module")
def precision() -> ModuleType:
    spec = importlib.util.spec_from_file_location("precision", ROOT / "benchmarks/precision.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["precision"] = module
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    return module


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """A source distribution, where a downloaded one would lie, and what people said of it."""
    with tarfile.open(tmp_path / "Some_Thing-1.0.tar.gz", "w:gz") as tar:
        for name in ("some_thing-1.0/pkg/a.py", "../outside.py"):
            member = tarfile.TarInfo(name)
            member.size = len(CODE)
            tar.addfile(member, io.BytesIO(CODE.encode()))
        link = tarfile.TarInfo("some_thing-1.0/link.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    (tmp_path / "judged").mkdir()
    (tmp_path / "labelled").mkdir()
    places = ["--judged", str(tmp_path / "judged"), "--labelled", str(tmp_path / "labelled")]
    return ["--archives", str(tmp_path), *places]


def judge(folder: Path, rows: str, name: str = "a.csv") -> None:
    (folder / "judged" / name).write_text(HEAD + rows)


def label(folder: Path, rows: str) -> None:
    (folder / "labelled" / "b.csv").write_text(HEAD + rows)


ROWS = (
    "some-thing,1.0,pkg/a.py,3,REP101,true,it draws\n"
    "some-thing,1.0,pkg/a.py,4,REP101,false,no\n"
    "some-thing,1.0,pkg/a.py,9,REP301,true,gone now\n"
    "some-thing,1.0,pkg/a.py,8,REP101,false,mended\n"
)


def test_counts_and_lists(
    precision: ModuleType, folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judge(tmp_path, ROWS)
    assert precision.main(folders) == 0
    out = capsys.readouterr().out
    lines = [line.split() for line in out.splitlines()]
    assert lines[1] == ["REP101", "1", "1", "0.500", "0", "1", "0"]
    assert lines[2] == ["REP301", "0", "0", "-", "0", "0", "1"]
    assert lines[3] == ["all", "1", "1", "0.500", "0", "1", "1"]
    assert "judged wrong:\n  some-thing 1.0 pkg/a.py:4 REP101 " in out
    assert "not judged yet:\n  some-thing 1.0 pkg/a.py:5 REP101 " in out
    assert "no longer reported:\n  some-thing 1.0 pkg/a.py:9 REP301" in out
    assert not (tmp_path / "outside.py").exists()
    assert precision.main([*folders, "--fail-under", "0.95"]) == 1


def test_new_findings_as_rows(
    precision: ModuleType, folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judge(tmp_path, ROWS)
    assert precision.main([*folders, "--new"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["file"], row["line"], row["code"], row["verdict"]) == ("pkg/a.py", "5", "REP101", "")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "nothing is judged"),
        ("some-thing,1.0,a.py,3,REP101,maybe,\n", "a.csv:2: verdict 'maybe'"),
        ("some-thing,1.0,a.py,3,REP101,true,\nsome-thing,1.0,a.py,3,REP101,false,\n", "a.csv:3: "),
    ],
)
def test_what_cannot_be_used_is_one_line(
    precision: ModuleType,
    folders: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    rows: str,
    said: str,
) -> None:
    judge(tmp_path, rows)
    assert precision.main(folders) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_the_judgements_in_the_repository_can_be_read(precision: ModuleType) -> None:
    judged = precision.read_judgements(precision.JUDGED)
    assert all(place.code.startswith("REP") and place.line for place in judged)


def test_repositories_are_measured_where_their_archive_lies(
    precision: ModuleType, folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit = "0" * 40
    here = f"Some/Thing,{commit},a.py,3,REP101,true,it draws\n"
    judge(tmp_path, f"{here}other/thing,{commit},a.py,3,REP101,true,it draws\n")
    with tarfile.open(tmp_path / f"some-thing-{commit}.tar.gz", "w:gz") as tar:
        member = tarfile.TarInfo("some-thing/a.py")
        member.size = len(CODE)
        tar.addfile(member, io.BytesIO(CODE.encode()))
    assert precision.main(folders) == 0
    shown = capsys.readouterr().out
    assert "other/thing" not in shown and "no longer reported" not in shown
    assert "Some/Thing" in shown  # what nobody has judged yet


def test_two_that_unpack_the_same_archive_at_once_find_the_whole_of_it(
    precision: ModuleType, folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archives = sys.modules["archives"]
    contents = archives._contents
    others: list[Path] = []

    def slowly(archive: Path) -> Iterator[tuple[str, bytes]]:
        """Another process comes and goes while this one is half done."""
        yield from contents(archive)
        if not others:
            others.append(tmp_path)
            others[:] = [archives.unpacked(archive, tmp_path)]

    monkeypatch.setattr(archives, "_contents", slowly)
    (archive,) = tmp_path.glob("*.tar.gz")
    assert [archives.unpacked(archive, tmp_path)] == others
    assert (others[0] / "pkg/a.py").read_text() == CODE
    assert not list(tmp_path.glob("*.part"))


LABELS = (
    "some-thing,1.0,pkg/a.py,,,read,\n"
    "some-thing,1.0,pkg/a.py,3,REP101,true,it draws\n"
    "some-thing,1.0,pkg/a.py,4,REP101,true,it draws\n"
    "some-thing,1.0,pkg/a.py,7,REP102,true,not seen\n"
    "some-thing,1.0,pkg/a.py,5,REP101,unsure,\n"
)


def test_recall(
    precision: ModuleType, folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    label(tmp_path, LABELS)
    assert precision.main(folders) == 0
    out = capsys.readouterr().out
    lines = [line.split() for line in out.splitlines()]
    assert lines[1:4] == [
        ["REP101", "2", "2", "1.000"],
        ["REP102", "1", "0", "0.000"],
        ["all", "3", "2", "0.667"],
    ]
    assert "1 files of 1 projects were read" in out
    assert "labelled, and not reported:\n  some-thing 1.0 pkg/a.py:7 REP102" in out
    assert precision.main([*folders, "--fail-under-recall", "0.9"]) == 1
    assert precision.main([*folders, "--project", "other"]) == 2


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("some-thing,1.0,a.py,3,REP101,false,\n", "b.csv:2: verdict 'false'"),
        ("some-thing,1.0,a.py,3,REP101,true,\n", "b.csv:2: no row before says that a.py was read"),
    ],
)
def test_labels_that_cannot_be_used(
    precision: ModuleType,
    folders: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    rows: str,
    said: str,
) -> None:
    label(tmp_path, rows)
    assert precision.main(folders) == 2
    assert said in capsys.readouterr().err


def test_the_labels_in_the_repository_can_be_read(precision: ModuleType) -> None:
    labels = precision.read_labels(precision.LABELLED)
    assert labels.files
    assert all(place.code.startswith("REP") and place.line for place in labels.lines)
