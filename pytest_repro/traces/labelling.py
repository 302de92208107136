"""Labels for torch's profiler, which optimizers give to every step: nothing is done where none is running.

A label costs two operations that are dispatched like any other, and two dozen calls of Python, which are dear
where ``sys.settrace`` is on: together a tenth of what tracing costs a small step. The end of the label of an
optimizer's step is also where a hook that has paused during it resumes.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_repro.interpose.patches import Patches

# Bound now: in a trial the program is given other numbers, and asked where it takes them.
_ident = threading.get_ident


class Paused(dict[int, Any]):
    """By threads, hooks of ``sys.settrace`` that have paused until the label ends that is open there."""

    possible = False
    """Whether labels resume them."""

    def pause(self, hook: Any) -> None:
        self[_ident()] = hook

    def resume(self) -> None:
        hook = self.pop(_ident(), None)
        if hook is not None:
            sys.settrace(hook)


def spare_labels(patches: Patches, paused: Paused) -> None:
    """A torch that is built another way is left alone."""
    profiler: Any = sys.modules.get("torch.autograd.profiler")
    autograd: Any = sys.modules.get("torch.autograd")
    compiler: Any = sys.modules.get("torch.jit._script")
    original = getattr(profiler, "record_function", None)
    running = getattr(autograd, "_profiler_enabled", None)
    compile_class = getattr(compiler, "_recursive_compile_class", None)
    if not isinstance(original, type) or running is None or compile_class is None:
        return
    sparing = _sparing(original, running, paused)

    def compile_original(cls: Any, place: Any) -> Any:
        return compile_class(original if cls is sparing else cls, place)

    patches.set(paused, "possible", True)
    patches.set(profiler, "record_function", sparing)
    patches.set(compiler, "_recursive_compile_class", compile_original)


def _sparing(original: Any, running: Any, paused: Paused) -> Any:
    class RecordFunction(original):  # type: ignore[misc]
        def __init__(self, name: str, args: str | None = None) -> None:
            self.name = name
            self.args = args
            self.record = None

        def __enter__(self) -> Any:
            if not running():
                return self
            original.__init__(self, self.name, self.args)
            return original.__enter__(self)

        def __exit__(self, *raised: object) -> Any:
            if paused:
                paused.resume()
            return None if self.record is None else original.__exit__(self, *raised)

        def _call_end_callbacks_on_future(self, future: Any) -> Any:
            if self.record is None:
                return future
            return original._call_end_callbacks_on_future(self, future)

    # By this name TorchScript knows the class that it has compiled.
    for name in ("__name__", "__qualname__", "__module__"):
        setattr(RecordFunction, name, getattr(original, name))
    return RecordFunction
