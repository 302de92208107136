"""SQLite is led to other files, by whatever name it is given them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pytest_repro.interpose.databases import connect_instead, file_of
from pytest_repro.interpose.overlay import Overlay
from pytest_repro.interpose.patches import Patches


@pytest.mark.parametrize(
    ("database", "file"),
    [
        ("runs.db", "runs.db"), (Path("a", "runs.db"), "a/runs.db"), (b"runs.db", "runs.db"),
        ("file:a%20b.db?mode=ro", "a b.db"), ("file:/tmp/x.db", "/tmp/x.db"),
        (":memory:", ""), ("", ""), ("file:x?mode=memory&cache=shared", ""), (None, ""), (3, ""),
    ],
)  # fmt: skip
def test_the_file_of_a_data_base(database: object, file: str) -> None:
    assert file_of(database) == file


def test_each_trial_writes_to_a_data_base_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "runs.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE runs (score)")
    before, patches = file.read_bytes(), Patches()
    read: list[str] = []
    overlay = Overlay(
        tmp_path, tmp_path / ".private", lambda name: name, lambda name, result: read.append(name)
    )
    connect_instead(sqlite3, patches, overlay)
    try:
        for database, uri in ((file, False), (f"file:{file}", True)):
            with closing(sqlite3.connect(database, uri=uri)) as connection, connection:
                connection.execute("INSERT INTO runs VALUES (1)")
        with closing(sqlite3.connect(database=str(file))) as connection:
            assert connection.execute("SELECT count(*) FROM runs").fetchone() == (2,)
        with closing(sqlite3.connect(":memory:")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        patches.undo()
    assert file.read_bytes() == before and set(read) == {str(file)}
