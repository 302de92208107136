"""Room for recursion: sums of a thousand terms and longer chains of calls occur in generated code."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Result = TypeVar("_Result")
_FRAMES = 60_000
_STACK = 256 * 1024 * 1024  # bytes; what is not used is only reserved
_ALONE = threading.Lock()  # the limits are those of the whole process


def deeply(compute: Callable[[], _Result]) -> _Result:
    """Compute something in a thread of its own, which may recurse much deeper. Raises `RecursionError`."""
    results: list[_Result] = []

    def work() -> None:
        try:
            results.append(compute())
        except Exception:  # libcst's own `finally` trips over what an exception has left behind
            results.clear()

    with _ALONE:
        limit, size = sys.getrecursionlimit(), threading.stack_size(_STACK)
        sys.setrecursionlimit(max(limit, _FRAMES))
        try:
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        finally:
            threading.stack_size(size)
            sys.setrecursionlimit(limit)
    if not results:
        raise RecursionError
    return results[0]
