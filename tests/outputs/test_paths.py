"""Files and folders stand for their content."""

from __future__ import annotations

import os
import sys
from pathlib import PurePosixPath

import pytest

from pytest_repro.errors import UnsupportedOutputError


@pytest.fixture
def folders(tmp_path):
    made = []
    for name in ("first", "second"):
        root = tmp_path / name
        (root / "sub").mkdir(parents=True)
        (root / "sub" / "weights.bin").write_bytes(bytes(range(200)) * 10)
        (root / "b.txt").write_text("b")
        (root / "a.txt").write_text("a")
        made.append(root)
    return made


def test_the_name_of_a_path_is_no_value(folders, differ):
    assert differ(*folders) == ()
    assert differ(folders[0] / "a.txt", folders[1] / "a.txt") == ()
    assert differ(PurePosixPath("a"), PurePosixPath("b"))


def test_content_differs_where_it_does(folders, differ):
    target = folders[1] / "sub" / "weights.bin"
    raw = bytearray(target.read_bytes())
    raw[1234] ^= 1
    target.write_bytes(raw)
    (folders[1] / "b.txt").rename(folders[1] / "c.txt")
    found = differ(*folders)
    assert [(m.path, m.kind) for m in found] == [
        ("v/b.txt", "missing"),
        ("v/sub/weights.bin", "value"),
        ("v/c.txt", "extra"),
    ]
    assert found[1].index == (1234,)
    assert found[1].first.startswith("2000 bytes, b'")


def test_an_empty_folder_counts(folders, differ):
    (folders[1] / "empty").mkdir()
    assert [m.path for m in differ(*folders)] == ["v/empty"]


def test_nothing_there_is_an_error(tmp_path, record):
    with pytest.raises(
        UnsupportedOutputError, match=r"^v\['m'\]: cannot compare a path where nothing lies \(.*gone"
    ):
        record({"m": tmp_path / "gone"})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_no_regular_file_is_an_error(tmp_path, record):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnsupportedOutputError, match="no regular file"):
        record(tmp_path)


def test_links_out_of_a_folder_are_not_followed(folders, differ, record):
    for root in folders:
        (root / "loop").symlink_to(".")
        (root / "gone").symlink_to("nowhere")
        (root / "file").symlink_to("a.txt")
    assert differ(*folders) == ()
    kinds = {leaf.path: leaf.type for leaf in record(folders[0]).leaves}
    assert (kinds["v/loop"], kinds["v/gone"], kinds["v/file"]) == ("symlink", "symlink", "file")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_of_odd_bytes_can_be_printed(tmp_path, record):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / os.fsdecode(b"odd\xff\n")).write_text("x")
    (leaf,) = record(folder).leaves[1:]
    assert leaf.path.encode("utf-8") == b"v/odd\\udcff\\n"


def test_large_files_are_digested_and_not_stored(tmp_path, record, differ, monkeypatch):
    monkeypatch.setattr("pytest_repro.outputs.families.paths.MAX_STORED", 100)
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(b"a" * 1000)
    second.write_bytes(b"b" * 1000)
    (mismatch,) = differ(first, second)
    assert "1000 bytes" in mismatch.first
    assert "not kept" in mismatch.first
    outputs = record(first)
    assert (outputs.directory / "values.bin").stat().st_size == 0


def test_a_file_that_cannot_be_read_is_named(tmp_path, record, monkeypatch):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").write_text("a")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pytest_repro.outputs.families.paths._content", refuse)
    with pytest.raises(UnsupportedOutputError, match=r"^v/a: cannot read .*Permission denied"):
        record(folder)
