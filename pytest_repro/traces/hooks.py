"""Tells :class:`~pytest_repro.traces.calls.Calls` what the interpreter runs in the user's files.

By ``sys.monitoring`` where it exists: what need not be told any more is then switched off and costs nothing.
Else by ``sys.settrace``, which costs every call in other files a glance at their name.
"""

from __future__ import annotations

import inspect
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import CodeType, FrameType

    from pytest_repro.interpose.sites import SiteFinder
    from pytest_repro.traces.calls import Calls

# Bound now: in a trial the program is given other numbers, and asked where it takes them.
_ident = threading.get_ident
_NAME = "pytest-repro-trace"
_TOOLS = (4, 3)
"""Ids of ``sys.monitoring`` that neither debuggers, coverage, profilers nor optimisers take by convention."""


def hooks_for(finder: SiteFinder, calls: Calls) -> Monitoring | Tracing:
    """The better of the two that is free."""
    monitoring: Any = getattr(sys, "monitoring", None)
    tool = None
    if monitoring is not None:
        tool = next((number for number in _TOOLS if monitoring.get_tool(number) is None), None)
    return Tracing(finder, calls) if tool is None else Monitoring(finder, calls, tool)


class Monitoring:
    """``sys.monitoring``, Python 3.12 and later."""

    def __init__(self, finder: SiteFinder, calls: Calls, tool: int) -> None:
        self._finder = finder
        self._calls = calls
        self._tool = tool
        self._api: Any = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
        calls.done_with = forget_copy

    def start(self) -> None:
        api, events = self._api, self._api.events
        api.use_tool_id(self._tool, _NAME)
        for event, callback in self._callbacks().items():
            api.register_callback(self._tool, event, callback)
        api.set_events(self._tool, events.PY_START | events.PY_UNWIND)

    def stop(self) -> None:
        if self._api.get_tool(self._tool) != _NAME:
            return
        self._api.set_events(self._tool, 0)
        for event in self._callbacks():
            self._api.register_callback(self._tool, event, None)
        self._api.free_tool_id(self._tool)

    def check(self) -> None:
        """Nothing takes these callbacks away, however deep the program goes."""

    def _callbacks(self) -> dict[int, Any]:
        events = self._api.events
        return {
            events.PY_START: self._start,
            events.PY_RESUME: self._start,
            events.LINE: self._line,
            events.PY_RETURN: self._return,
            events.PY_YIELD: self._return,
            events.PY_UNWIND: self._unwind,
        }

    def _start(self, code: CodeType, offset: int) -> Any:
        if not self._finder.is_user_file(code.co_filename):
            return self._api.DISABLE
        try:
            told, by_line = self._calls.entered(sys._getframe(1))
        except RecursionError:
            self._calls.too_deep += 1
            return None
        events = self._api.events
        if not told:
            return None if self._calls.here.busy else self._api.DISABLE
        wanted = events.PY_RETURN | events.PY_YIELD | events.PY_RESUME | (events.LINE if by_line else 0)
        if self._api.get_local_events(self._tool, code) != wanted:
            self._api.set_local_events(self._tool, code, wanted)
        return None

    def _line(self, code: CodeType, line: int) -> Any:
        try:
            self._calls.at_line(sys._getframe(1), line)
        except RecursionError:
            self._calls.too_deep += 1

    def _return(self, code: CodeType, offset: int, value: object) -> Any:
        try:
            self._calls.left(sys._getframe(1), value)
        except RecursionError:
            self._calls.too_deep += 1

    def _unwind(self, code: CodeType, offset: int, error: BaseException) -> Any:
        if self._finder.is_user_file(code.co_filename):
            try:
                self._calls.left(sys._getframe(1), None)
            except RecursionError:
                self._calls.too_deep += 1


class Tracing:
    """``sys.settrace``. In a trial no debugger runs, and coverage is not measured."""

    def __init__(self, finder: SiteFinder, calls: Calls) -> None:
        self._finder = finder
        self._calls = calls
        self._copied: list[tuple[int, FrameType]] = []
        """Frames of which no line is told any more, each with its thread."""
        calls.done_with = lambda frame: self._copied.append((_ident(), frame))
        self._hook = self._make_hook()
        self._thread: int | None = None
        """That which is traced since :meth:`start`."""

    def start(self) -> None:
        threading.settrace(self._hook)
        sys.settrace(self._hook)
        self._thread = _ident()

    def stop(self) -> None:
        self.check()
        threading.settrace(None)  # type: ignore[arg-type,unused-ignore]
        if sys.gettrace() is self._hook:
            sys.settrace(None)
        self._thread = None

    def check(self) -> None:
        """The interpreter drops a hook for which there is no room on the stack; a program may set its own."""
        if self._thread == _ident() and sys.gettrace() is not self._hook:
            self._calls.lost = True

    def _make_hook(self) -> Any:
        libraries: set[str] = set()
        is_user_file, called = self._finder.is_user_file, self._called
        copied, forget_copies = self._copied, self._forget_copies
        calls = self._calls

        # It runs at every call of any Python function: a lookup is all that it does for most.
        def hook(frame: FrameType, event: str, argument: Any) -> Any:
            file = frame.f_code.co_filename
            if file in libraries and not copied:
                frame.f_trace_lines = False  # else the interpreter looks at each line for somebody to tell
                return None
            try:
                if copied:
                    forget_copies()
                if is_user_file(file):
                    return called(frame)
            except RecursionError:  # the program is nearly as deep as it may go: it must not notice
                calls.too_deep += 1
                return None
            libraries.add(file)
            return None

        return hook

    def _called(self, frame: FrameType) -> Any:
        told, by_line = self._calls.entered(frame)
        if not told:
            return None
        frame.f_trace_lines = by_line
        return self._local

    def _local(self, frame: FrameType, event: str, argument: Any) -> Any:
        try:
            if event == "line":
                frame.f_trace_lines = self._calls.at_line(frame, frame.f_lineno)
            elif event == "return":
                self._calls.left(frame, argument)
                if self._copied:
                    self._copied[:] = [entry for entry in self._copied if entry[1] is not frame]
        except RecursionError:
            self._calls.too_deep += 1
        return self._local

    def _forget_copies(self) -> None:
        """A frame that is being told of would take over what is left of its copy: only the running thread's
        are known not to be.
        """
        thread = _ident()
        for entry in [entry for entry in self._copied if entry[0] == thread]:
            self._copied.remove(entry)
            forget_copy(entry[1])


def forget_copy(frame: FrameType) -> None:
    """Drop the copies of variables that ``f_locals`` leaves in a frame before Python 3.13.

    They would keep alive what the program deletes; in modules and classes they are the variables themselves.
    """
    if sys.version_info < (3, 13) and frame.f_code.co_flags & inspect.CO_OPTIMIZED:
        frame.f_locals.clear()
