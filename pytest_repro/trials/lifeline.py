"""Ties the life of a trial to that of the session that started it, however that one ends.

The session keeps the writing end of a pipe. When it dies, even by SIGKILL, the kernel closes it, and the
trial's process group is ended.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

VARIABLE = "PYTEST_REPRO_LIFELINE"


def hold_lifeline() -> None:
    """Called in the trial: end this process group as soon as the pipe named in the environment closes."""
    number = os.environ.pop(VARIABLE, None)
    if number is None:
        return
    reader = int(number)
    if not (sys.platform == "linux" and _signalled_by_kernel(reader)):
        threading.Thread(target=_wait_for_end, args=(reader,), daemon=True).start()


def _signalled_by_kernel(reader: int) -> bool:
    """Have SIGIO sent to the group when the pipe closes: it ends processes that do not handle it.

    No thread is needed for that, so the user's code may fork without a warning.
    """
    import fcntl

    try:
        fcntl.fcntl(reader, fcntl.F_SETOWN, -os.getpgrp())
        fcntl.fcntl(reader, fcntl.F_SETFL, fcntl.fcntl(reader, fcntl.F_GETFL) | os.O_ASYNC)
    except OSError:
        return False
    return True


def _wait_for_end(reader: int) -> None:
    os.read(reader, 1)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
