"""What is written down and read back, also where the disk is full or a file is damaged."""

from __future__ import annotations

import errno
import json
import math

import numpy as np
import pytest
import values

from pytest_repro.errors import ReproError
from pytest_repro.fixture import Tolerance
from pytest_repro.outputs import Outputs, StoreError, ValuesNotStoredError, capture, compare, load
from pytest_repro.outputs.store import LEAVES, VALUES, ValueWriter
from pytest_repro.reports.base import View
from pytest_repro.reports.section.mismatch import mismatch_lines


@pytest.fixture
def full_disk(monkeypatch):
    """A disk with room for no value."""

    class Full:
        def write(self, piece):
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self):
            pass

        raw = property(lambda self: self)

    init = ValueWriter.__init__

    def broken(self, directory):
        init(self, directory)
        self._file.close()
        self._file = Full()

    monkeypatch.setattr(ValueWriter, "__init__", broken)


@pytest.mark.parametrize("name", ["containers", "network", "frames", "sparse", "streams"])
def test_what_is_loaded_is_what_was_captured(name, record):
    outputs = record(values.ALL[name]())
    again = load(outputs.directory)
    assert again == outputs
    assert again.digest == outputs.digest
    assert compare(outputs, again) == compare(again, outputs) == ()


def test_floats_and_odd_strings_survive_json(record):
    value = {
        "nan": math.nan,
        "inf": -math.inf,
        "zero": -0.0,
        "odd": "\ud800\0",
        "bytes": b"\xff",
        "big": 10**400,
    }
    outputs = record(value)
    assert compare(load(outputs.directory), record(value)) == ()


def test_values_are_raw_bytes(record):
    array = np.arange(100.0)
    outputs = record({"x": array})
    raw = (outputs.directory / VALUES).read_bytes()
    leaf = outputs.leaves[1]
    assert raw[leaf.offset : leaf.offset + leaf.size] == array.tobytes()


def test_on_a_full_disk_digests_decide(full_disk, record):
    first, same, other = record(np.arange(100.0)), record(np.arange(100.0)), record(np.arange(100.0) + 1)
    assert not first.stored
    assert "No space left on device" in first.reason
    assert not (first.directory / VALUES).exists()
    assert load(first.directory) == first
    assert compare(first, same) == ()
    (mismatch,) = compare(first, other)
    assert (mismatch.path, mismatch.kind) == ("v", "value")
    assert "No space left" in mismatch.first


def test_on_a_full_disk_small_values_are_still_known(full_disk, record):
    (mismatch,) = compare(record({"x": [0.5, 1.0]}), record({"x": [0.5, 2.0]}))
    assert mismatch.max_abs == 1.0


def test_a_tolerance_without_values_is_an_error(full_disk, record):
    first, second = record(np.arange(100.0)), record(np.arange(100.0) + 1)
    with pytest.raises(ValuesNotStoredError, match=r"^v: cannot be compared with a tolerance \(.*No space"):
        compare(first, second, Tolerance(atol=2))
    assert compare(first, first, Tolerance(atol=2)) == ()
    assert issubclass(ValuesNotStoredError, ReproError)


def test_a_full_disk_is_named_in_the_line_of_the_report(full_disk, record):
    mismatches = compare(record(np.arange(100.0)), record(np.arange(100.0) + 1))
    (line,) = mismatch_lines(mismatches, View(width=200))[1:]
    first, second = line.text.split(" != ")
    assert first.endswith("(No space left on device)")
    assert second.endswith("(No space left on device)")
    assert "xxh3" in first


def test_a_disk_too_full_for_the_leaves_loses_no_verdict(tmp_path, monkeypatch):
    def refuse(outputs: Outputs) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pytest_repro.outputs.capturing.save", refuse)
    outputs = capture({"x": 1}, tmp_path, root_name="v")
    assert not outputs.stored
    assert "leaves.json could not be written" in outputs.reason
    assert len(outputs.leaves) == 2


def test_a_directory_that_cannot_be_made_loses_no_verdict(tmp_path):
    (tmp_path / "file").write_text("in the way")
    outputs = capture(np.arange(100.0), tmp_path / "file" / "deeper", root_name="v")
    assert not outputs.stored
    assert "values could not be written" in outputs.reason


def test_values_that_went_away_are_told(record):
    first, second = record(np.arange(100.0)), record(np.arange(100.0) + 1)
    (first.directory / VALUES).unlink()
    (mismatch,) = compare(first, second)
    assert "values were not kept" in mismatch.first
    (second.directory / VALUES).write_bytes(b"short")
    assert compare(first, second)[0].kind == "value"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"format": 99}',
        '{"format": 1, "leaves": [[1]]}',
        '{"format": 1, "leaves": 3}',
        "\u00e9",
    ],
)
def test_damaged_leaves_are_refused_in_one_line(content, tmp_path):
    (tmp_path / LEAVES).write_text(content, encoding="utf-8")
    with pytest.raises(StoreError, match="run the check again") as caught:
        load(tmp_path)
    assert "\n" not in str(caught.value)


def test_leaves_that_are_not_there_are_an_error(tmp_path):
    with pytest.raises(StoreError, match=r"leaves\.json: No such file"):
        load(tmp_path / "nowhere")


def test_a_second_capture_replaces_the_first(tmp_path):
    capture({"x": np.arange(1000)}, tmp_path, root_name="v")
    outputs = capture({"y": np.arange(10)}, tmp_path, root_name="v")
    assert load(tmp_path) == outputs
    assert (tmp_path / VALUES).stat().st_size == 80
    assert sorted(path.name for path in tmp_path.iterdir()) == [LEAVES, VALUES]


def test_leaves_are_strict_json(record):
    outputs = record({"x": math.nan, "y": np.array([math.inf]), 3: None})
    text = (outputs.directory / LEAVES).read_text(encoding="ascii")
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
