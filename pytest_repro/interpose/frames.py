"""Frames of the stack, told apart by the module whose code runs in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

STAND_INS = "pytest_repro.interpose.patches"
"""Runs between a call and what has been put in the place of a built-in function."""


def module_of(frame: FrameType | None) -> str:
    return "" if frame is None else str(frame.f_globals.get("__name__", ""))


def above(frame: FrameType | None, modules: frozenset[str]) -> FrameType | None:
    """The innermost frame that is of none of the modules."""
    while frame is not None and module_of(frame) in modules:
        frame = frame.f_back
    return frame


def package_of(frame: FrameType | None) -> str:
    return module_of(frame).partition(".")[0]
