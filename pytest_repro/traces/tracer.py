"""Everything that a trial traces, put into effect and taken back."""

from __future__ import annotations

import functools
import sys
import threading
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.patches import Patches
from pytest_repro.traces.calls import Calls
from pytest_repro.traces.digest import Digester
from pytest_repro.traces.hooks import hooks_for
from pytest_repro.traces.labelling import spare_labels
from pytest_repro.traces.operations import Operations
from pytest_repro.traces.recorder import FOLDER, Recorder
from pytest_repro.traces.steps import Steps
from pytest_repro.traces.streams import Streams

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_repro.interpose.imports import ImportHooks
    from pytest_repro.interpose.looking import Looking
    from pytest_repro.interpose.sites import SiteFinder
    from pytest_repro.traces.hooks import Monitoring, Tracing


_NAMES = 100
"""Of temporary files, that a trace tells from other text."""


class Tracer:
    """Traces this process into a trial's folder. It changes no result: it looks, and draws nothing."""

    def __init__(
        self,
        directory: Path,
        finder: SiteFinder,
        imports: ImportHooks,
        temporary: str = "",
        looking: Looking | None = None,
    ) -> None:
        """``temporary``: the trial's own folder for temporary files; ``looking`` is told what this takes."""
        self._finder = finder
        self._imports = imports
        self._recorder = Recorder(directory / FOLDER)
        digester = Digester(self._is_user_class, temporary)
        self._labels = digester.labels
        self._drawn_names = digester.drawn_names
        self._calls = Calls(self._recorder, digester, Streams(self._recorder), looking)
        self._hooks: Monitoring | Tracing | None = None
        self._operations = Operations(self._recorder, finder, self._calls.here, digester)
        self._steps = Steps(self._recorder, self._operations.digest, self._calls.here, finder)
        self._patches = Patches()

    def start(self) -> None:
        self._imports.when_imported("torch", self._start_torch)
        self._imports.when_imported("tempfile", self._watch_names)
        self._number_threads()
        # Only now is it known which tools of the interpreter others have taken.
        self._hooks = hooks_for(self._finder, self._calls)
        self._hooks.start()

    def _watch_names(self, tempfile: Any) -> None:
        names, real = self._drawn_names, tempfile._RandomNameSequence.__next__

        @functools.wraps(real)
        def following(sequence: Any) -> str:
            name: str = real(sequence)
            if len(names) < _NAMES:
                names[name] = None
            return name

        self._patches.set(tempfile._RandomNameSequence, "__next__", following)

    def _number_threads(self) -> None:
        start, expect = threading.Thread.start, self._recorder.started.expect

        @functools.wraps(start)
        def numbered(thread: threading.Thread) -> None:
            expect(thread)
            start(thread)

        self._patches.set(threading.Thread, "start", numbered)

    def _start_torch(self, torch: Any) -> None:
        spare_labels(self._patches, self._steps.paused)
        self._operations.start(torch)
        self._operations.ask_directly(self._patches)
        self._steps.start(torch)
        run = threading.Thread.run
        in_thread = self._operations.in_thread

        def run_traced(thread: threading.Thread) -> None:
            with in_thread():
                run(thread)

        self._patches.set(threading.Thread, "run", run_traced)

    def save(self) -> None:
        """Make readable what has been traced so far."""
        if self._hooks is not None:
            self._hooks.check()
        self._recorder.unseen = [*self._operations.opaque(), *_compiled(), *self._calls.unseen()]
        self._recorder.labels = self._labels.found()
        self._recorder.save()

    def pause(self) -> None:
        """Look away until :meth:`start` is called again."""
        if self._hooks is not None:
            self._hooks.stop()
        self._patches.undo()
        self._steps.stop()
        self._operations.stop()

    def stop(self) -> None:
        self.pause()
        self.save()
        self._recorder.close()

    def _is_user_class(self, cls: type) -> bool:
        file = getattr(sys.modules.get(cls.__module__), "__file__", None)
        return isinstance(file, str) and self._finder.is_user_file(file)


def _compiled() -> list[str]:
    dynamo: Any = sys.modules.get("torch._dynamo.utils")
    compiled = getattr(dynamo, "counters", {}).get("stats", {})
    return ["operations that torch.compile fused are not traced"] if any(compiled.values()) else []
