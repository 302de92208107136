"""Where types keep the functions that hash and show their objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_repro.interpose import slots
from pytest_repro.interpose.pointers import PointerHashes
from pytest_repro.interpose.reprs import number_reprs

if TYPE_CHECKING:
    from collections.abc import Mapping


def test_this_interpreter_is_built_as_we_know_it() -> None:
    assert slots.Slots.of_this_interpreter() is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [("_WRAPPED", 3), ("_NAMES", {11: "__hash__"}), ("_NAMES", {slots.HASH: "__repr__"})],
)
def test_an_interpreter_that_is_built_another_way_is_left_alone(
    name: str, value: int | Mapping[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, name, value)
    before = hash(pytest), repr(pytest.fixture)
    assert not PointerHashes(lambda text: 1).install()
    assert not number_reprs(lambda value, frame: 1)
    assert (hash(pytest), repr(pytest.fixture)) == before
