"""When files were made, as the kernel tells it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pytest_repro.interpose import births
from pytest_repro.interpose.births import born

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_born_once(tmp_path: Path) -> None:
    first, second = tmp_path / "first \udcff", tmp_path / "second"
    first.touch()
    second.mkdir()
    made = [born(os.fspath(path)) for path in (tmp_path, first, second)]
    if not all(made):
        pytest.skip("this file system does not note it")
    assert made == sorted(made)
    assert made[1] <= first.stat().st_ctime_ns
    os.utime(first, (1, 1))
    first.write_text("changed")
    assert born(os.fspath(first)) == made[1]


def test_where_it_is_not_known_it_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert born(os.fspath(tmp_path / "absent")) == 0
    assert born(os.fspath(tmp_path / "a\0b")) == 0
    monkeypatch.setattr(births, "_statx", lambda: None)
    assert born(os.fspath(tmp_path / "absent")) == 0
