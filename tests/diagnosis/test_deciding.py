"""Of a deadline, the line that sets it and the one that goes by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_repro.diagnosis.reading import _decides_by

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("first", "second", "decides"),
    [
        ("self.end = time.monotonic() + 3", "while time.monotonic() < self.end:", True),
        ("end = time.monotonic() + 3", "while time.monotonic() < end and left:", True),
        ("end = time.monotonic() + 3", "if time.monotonic() > end:", True),
        ("begun = time.monotonic()", "log.info(time.monotonic() - begun)", False),
        ("begun = time.monotonic()", "while time.monotonic() < end:", False),
    ],
)
def test_it_compares_with_what_the_other_has_set(
    first: str, second: str, decides: bool, tmp_path: Path
) -> None:
    file = tmp_path / "a.py"
    file.write_text(f"{first}\n{second}\n" + ("    pass\n" if second.endswith(":") else ""))
    assert _decides_by((str(file), 2), (str(file), 1)) is decides
