"""The task that the running thread has taken up, by a name that it has in every trial.

Which of several threads draws first is a race: what each of them drew is kept, and found again, by this name.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Running(threading.local):
    task = ""


_running = _Running()


def running_task() -> str:
    """Empty outside of any task, as in the main thread."""
    return _running.task


@contextlib.contextmanager
def task(name: str) -> Iterator[None]:
    before, _running.task = _running.task, name
    try:
        yield
    finally:
        _running.task = before
