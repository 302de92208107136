"""Labels for torch's profiler, which optimizers give to every step: nothing is done where none is running.

A label costs two operations that are dispatched like any other, and two dozen calls of Python, which are dear
where ``sys.settrace`` is on: together a tenth of what tracing costs a small step.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_repro.interpose.patches import Patches


def spare_labels(patches: Patches) -> None:
    """A torch that is built another way is left alone."""
    profiler: Any = sys.modules.get("torch.autograd.profiler")
    autograd: Any = sys.modules.get("torch.autograd")
    compiler: Any = sys.modules.get("torch.jit._script")
    original = getattr(profiler, "record_function", None)
    running = getattr(autograd, "_profiler_enabled", None)
    compile_class = getattr(compiler, "_recursive_compile_class", None)
    if not isinstance(original, type) or running is None or compile_class is None:
        return
    sparing = _sparing(original, running)

    def compile_original(cls: Any, place: Any) -> Any:
        return compile_class(original if cls is sparing else cls, place)

    patches.set(profiler, "record_function", sparing)
    patches.set(compiler, "_recursive_compile_class", compile_original)


def _sparing(original: Any, running: Any) -> Any:
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
            return None if self.record is None else original.__exit__(self, *raised)

        def _call_end_callbacks_on_future(self, future: Any) -> Any:
            if self.record is None:
                return future
            return original._call_end_callbacks_on_future(self, future)

    # By this name TorchScript knows the class that it has compiled.
    for name in ("__name__", "__qualname__", "__module__"):
        setattr(RecordFunction, name, getattr(original, name))
    return RecordFunction
