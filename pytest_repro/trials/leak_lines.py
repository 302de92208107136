"""Notes after which line of a test, or of a fixture that it asks for, the process's state was another one."""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_AT_MOST = 100
"""Looks at the state in one test."""
_OF_ONE_LINE = 3
"""A loop changes things in its first rounds, or its line is named all the same."""


class LineWatch:
    """While it is entered, the lines of functions in ``files`` are watched, not what these call.

    ``state`` gives fingerprints by name. It is asked at each line, so only few tests can be run like this.
    """

    def __init__(self, files: frozenset[str], state: Callable[[], dict[str, str]]) -> None:
        self.lines: dict[str, tuple[str, int, str]] = {}
        """The first line after which each name was another one, with its file and function."""
        self._files = files
        self._state = state
        self._frame: FrameType | None = None
        self._line = 0
        self._before: dict[str, str] = {}
        self._looked: Counter[tuple[str, int]] = Counter()

    def __enter__(self) -> None:
        self._others = sys.gettrace()
        sys.settrace(self._called)

    def __exit__(self, *error: object) -> None:
        sys.settrace(self._others)

    def _called(self, frame: FrameType, event: str, argument: object) -> Any:
        code = frame.f_code
        if self._frame is not None or code.co_filename not in self._files:
            return None
        if not code.co_flags & inspect.CO_OPTIMIZED:  # a module, or the body of a class
            return None
        self._frame, self._line, self._before = frame, 0, self._state()
        return self._local

    def _local(self, frame: FrameType, event: str, argument: object) -> Any:
        if frame is self._frame and event in ("line", "return"):
            self._look(frame)
            self._line = frame.f_lineno
            if event == "return":
                self._frame = None
        return self._local

    def _look(self, frame: FrameType) -> None:
        """What the line that has just ended has changed."""
        code = frame.f_code
        self._looked[code.co_filename, self._line] += 1
        often = self._looked[code.co_filename, self._line] > _OF_ONE_LINE
        if not self._line or often or self._looked.total() > _AT_MOST:
            return
        now = self._state()
        for name, seen in now.items():
            if self._before.get(name) != seen:
                self.lines.setdefault(name, (code.co_filename, self._line, code.co_name))
        self._before = now
