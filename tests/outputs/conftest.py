"""What all tests of the outputs package use: capturing into a directory of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.outputs import capture, compare

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_repro.fixture import Tolerance
    from pytest_repro.model import Mismatch
    from pytest_repro.outputs import Outputs


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Outputs]:
    """Captures a value under the name ``v``, each time into a new directory."""
    count = iter(range(1_000_000))

    def record_one(value: Any) -> Outputs:
        return capture(value, tmp_path / str(next(count)), root_name="v")

    return record_one


@pytest.fixture
def differ(record: Callable[..., Outputs]) -> Callable[..., tuple[Mismatch, ...]]:
    """Captures two values and compares them."""

    def differ_two(first: Any, second: Any, *tolerance: Tolerance) -> tuple[Mismatch, ...]:
        a, b = record(first), record(second)
        found = compare(a, b, *tolerance)
        if not tolerance:
            assert (a.digest == b.digest) == (not found)
            assert bool(compare(b, a)) == bool(found)
        return found

    return differ_two
