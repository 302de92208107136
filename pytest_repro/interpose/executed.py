"""Which functions of the user's code have run: what static analysis may name among."""

from __future__ import annotations

import sys
import threading
from types import CodeType
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.library_imports import LibraryImports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_repro.interpose.sites import SiteFinder
    from pytest_repro.interpose.tap import Sink

_TOOLS = (4, 3)
"""Ids of ``sys.monitoring`` that neither debuggers, coverage, profilers nor optimisers take by convention."""


class ExecutedFunctions:
    """Notes every function of the user's files once: by ``sys.monitoring`` where it exists, else profiled.

    ``sys.settrace`` is left to coverage and debuggers: what they set would silence us, and we them.
    """

    def __init__(self, finder: SiteFinder, sink: Sink | None = None) -> None:
        self._finder = finder
        self.sink = sink
        """Where a child process notes functions at once; None in the trial's own process."""
        # By place: code objects of one text at the same line of two files are equal.
        self._seen: dict[tuple[str, int, str], CodeType] = {}
        self._monitoring: Any = getattr(sys, "monitoring", None)
        self._tool: int | None = None
        self._profiling = False
        self._imports = LibraryImports(finder.is_user_file, self._watch)

    def start(self) -> None:
        if self._monitoring is not None:
            self._tool = next((tool for tool in _TOOLS if self._monitoring.get_tool(tool) is None), None)
        if self._tool is not None:
            started = self._monitoring.events.PY_START
            self._monitoring.use_tool_id(self._tool, "pytest-repro")
            self._monitoring.register_callback(self._tool, started, self._started)
            self._monitoring.set_events(self._tool, started)
        else:
            self._profiling = True
            self._imports.install()
            threading.setprofile(self._profile)
            sys.setprofile(self._profile)

    def stop(self) -> None:
        if self._tool is not None:
            self._monitoring.set_events(self._tool, 0)
            self._monitoring.register_callback(self._tool, self._monitoring.events.PY_START, None)
            self._monitoring.free_tool_id(self._tool)
            self._tool = None
        elif self._profiling:
            self._profiling = False
            self._imports.remove()
            threading.setprofile(None)  # type: ignore[arg-type,unused-ignore]
            if sys.getprofile() == self._profile:
                sys.setprofile(None)

    def _watch(self, wanted: bool) -> None:
        """A profiler is told of each call: where none can be the user's it is taken off."""
        expected, wish = (None, self._profile) if wanted else (self._profile, None)
        if self._profiling and sys.getprofile() == expected:  # not one of somebody else's
            sys.setprofile(wish)

    def _started(self, code: CodeType, offset: int) -> Any:
        self._note(code)
        return self._monitoring.DISABLE

    def _profile(self, frame: Any, event: str, argument: Any) -> None:
        if event == "call":
            self._note(frame.f_code)

    def _note(self, code: CodeType) -> None:
        place = (code.co_filename, code.co_firstlineno, code.co_name)
        if self._finder.is_user_file(code.co_filename) and place not in self._seen:
            self._seen[place] = code
            if self.sink is not None:
                for entry in _entries(code):
                    self.sink("functions", entry)

    def functions(self) -> list[dict[str, Any]]:
        """File, name, first and last line of each function that ran, in order of first call.

        A function round others has an entry for each stretch of lines between them: that it ran does not
        mean that they did.
        """
        return [entry for code in list(self._seen.values()) for entry in _entries(code)]


def _entries(code: CodeType) -> list[dict[str, Any]]:
    name = getattr(code, "co_qualname", code.co_name)
    return [
        {"file": code.co_filename, "function": name, "first": first, "last": last}
        for first, last in _stretches(code)
    ]


def _stretches(code: CodeType) -> Iterator[tuple[int, int]]:
    """The code's own lines, without those that only functions defined in it have."""
    own = _lines(code)
    first, last = min(own), max(own)
    inner = {
        line
        for nested in code.co_consts
        if isinstance(nested, CodeType)
        for line in range(nested.co_firstlineno, _last_line(nested) + 1)
    }
    start: int | None = None
    for line in range(first, last + 2):
        held = line <= last and (line in own or line not in inner)
        if held and start is None:
            start = line
        elif not held and start is not None:
            yield start, line - 1
            start = None


def _lines(code: CodeType) -> set[int]:
    # A module's code starts with an instruction that belongs to no line.
    lines = {line for *_, line in code.co_lines() if line}
    return lines | {max(code.co_firstlineno, 1)}


def _last_line(code: CodeType) -> int:
    nested = (_last_line(inner) for inner in code.co_consts if isinstance(inner, CodeType))
    return max((*_lines(code), *nested))
