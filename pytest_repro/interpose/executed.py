"""Which functions of the user's code have run: what static analysis may name among."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import CodeType

    from pytest_repro.interpose.sites import SiteFinder

_TOOL = 4
"""An id of ``sys.monitoring`` that neither debuggers, coverage nor profilers take by convention."""


class ExecutedFunctions:
    """Notes every code object of the user's files once: by ``sys.monitoring`` where it exists, else traced.

    Tracing sees calls only: the trace function returns None, so no line events are made.
    """

    def __init__(self, finder: SiteFinder) -> None:
        self._finder = finder
        self._seen: dict[CodeType, bool] = {}

    def start(self) -> None:
        if sys.version_info >= (3, 12):
            monitoring = sys.monitoring
            monitoring.use_tool_id(_TOOL, "pytest-repro")
            monitoring.register_callback(_TOOL, monitoring.events.PY_START, self._started)
            monitoring.set_events(_TOOL, monitoring.events.PY_START)
        else:
            threading.settrace(self._trace)
            sys.settrace(self._trace)

    def stop(self) -> None:
        if sys.version_info >= (3, 12):
            sys.monitoring.set_events(_TOOL, 0)
            sys.monitoring.free_tool_id(_TOOL)
        else:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type,unused-ignore]

    def _started(self, code: CodeType, offset: int) -> Any:
        self._note(code)
        return sys.monitoring.DISABLE  # type: ignore[attr-defined,unused-ignore]

    def _trace(self, frame: Any, event: str, argument: Any) -> None:
        self._note(frame.f_code)

    def _note(self, code: CodeType) -> None:
        if code not in self._seen:
            self._seen[code] = self._finder.is_user_file(code.co_filename)

    def functions(self) -> list[dict[str, Any]]:
        """File, name, first and last line of each function that ran, in order of first call."""
        return [
            {
                "file": code.co_filename,
                "function": getattr(code, "co_qualname", code.co_name),
                "first": code.co_firstlineno,
                "last": max((line for *_, line in code.co_lines() if line), default=code.co_firstlineno),
            }
            for code, user in list(self._seen.items())
            if user
        ]
