"""Lines that ask for ids which no order follows from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_repro.diagnosis.keyed import only_finds_by_id

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("names[id(part)] = part.name", True),
        ("name = names[id(part)]", True),
        ("name = names.get(id(part), '')", True),
        ("seen = id(part) in names", True),
        ("pair = names[id(part), id(other)]", True),
        ("names = {id(part): part for part in parts}", True),
        ("heappush(heap, (minute, id(part), part))", False),
        ("names[id(part)] = id(part)", False),
        ("names = {id(part): part for part in sorted(parts, key=id)}", False),
        ("smaller = id(part) < id(other)", False),
        ("parts = sorted(parts, key=id)", False),
        ("name = part.name", False),
    ],
)
def test_ids_that_are_keys(line: str, expected: bool, tmp_path: Path) -> None:
    file = tmp_path / "parts.py"
    file.write_text(f"import heapq\n\n{line}\nother = id(1)\n")
    assert only_finds_by_id(str(file), 3, 3) is expected
