"""Frames of the stack, told apart by the module whose code runs in them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

_OWN_PACKAGE = __name__.partition(".")[0]
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


def caller() -> FrameType:
    """The innermost frame that is not this package's: who called into it."""
    frame = sys._getframe(1)
    while frame.f_back is not None and package_of(frame) == _OWN_PACKAGE:
        frame = frame.f_back
    return frame
