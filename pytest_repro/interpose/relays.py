"""Child processes that a program lets run at once: one after another, or of two the second one first."""

from __future__ import annotations

import _thread
import atexit
import contextlib
import functools
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.starters import caller_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from pytest_repro.interpose.orders import Way
    from pytest_repro.interpose.patches import Patches

# Bound now: in a trial the clock is replaced later, and files that are opened may be looked at.
_now, _sleep = time.monotonic, time.sleep
_open, _read, _close = os.open, os.read, os.close
_STEP = 0.01
_FOLLOWS = 0.3
"""Seconds within which a neighbour is started, if there is one."""
_IDLE = 1.0
_LEAST_WORK = 0.03
"""A process that takes less of the CPU than this share of ``_IDLE`` seconds waits for somebody."""
_LONGEST = 30.0
"""Seconds that a process is waited for, however hard it works."""
_STATE, _USER, _SYSTEM = 0, 11, 12
"""Places in what the system says of a process, after its name."""
_SAID = 4096
_held: set[int] = set()


class Relays:
    """Those of a trial, by the function that starts the processes.

    ``way`` says what becomes of their order; ``overlapping`` is told where one starts while others run.
    """

    def __init__(
        self, is_user_file: Callable[[str], bool], way: Callable[[], Way], overlapping: Callable[[], None]
    ) -> None:
        self._is_user_file = is_user_file
        self._way = way
        self._overlapping = overlapping
        self._relays: dict[CodeType, Relay] = {}

    def forget(self) -> None:
        """In a fork: they are the parent's children."""
        self._relays = {}

    def watch(self, owner: Any, name: str, patches: Patches) -> None:
        """``name``: the method that starts a process, after which it has a ``pid``."""
        real = getattr(owner, name)

        @functools.wraps(real)
        def start(process: Any, *args: Any, **kwargs: Any) -> None:
            caller = caller_of(sys._getframe(1))[0]
            if not self._is_user_file(caller.f_code.co_filename):
                real(process, *args, **kwargs)
                return
            relay = self._relays.setdefault(caller.f_code, Relay(self._way() == "turn"))
            if relay.begins():
                self._overlapping()
            real(process, *args, **kwargs)
            relay.started(process.pid)

        patches.set(owner, name, start)


class Relay:
    """Processes that one function starts. Those that wait for one another, or for it, are let go together."""

    def __init__(self, turned: bool) -> None:
        self.turned = turned
        self._running: list[int] = []
        self._together = False
        self._waiting = False
        """Whether one is held until the next has gone before."""
        self._following = 0
        """That next one."""

    def begins(self) -> bool:
        """Called before a process is started: whether others run, for which it waits unless turned round."""
        self._running = [pid for pid in self._running if not has_ended(pid)]
        overlap = bool(self._running)
        if overlap and not self.turned and not self._together:
            self._together = not all(map(_until_over, self._running))
        return overlap

    def started(self, pid: int | None) -> None:
        if pid is None:
            return
        self._running.append(pid)
        if self._waiting:
            self._following = pid
        elif self.turned and not self._together:
            self._waiting, self._following = True, 0
            _held.add(pid)
            _send(pid, signal.SIGSTOP)
            _thread.start_new_thread(self._let_go, (pid,))

    def _let_go(self, pid: int) -> None:
        until = _now() + _FOLLOWS
        while not self._following and _now() < until:
            _sleep(_STEP)
        if self._following:
            self._together = not _until_over(self._following) or self._together
        self._waiting = False
        _send(pid, signal.SIGCONT)
        _held.discard(pid)


def _send(pid: int, what: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, what)


@atexit.register
def _release() -> None:
    """A program may end without waiting for those that it started."""
    for pid in sorted(_held):
        _send(pid, signal.SIGCONT)


def _until_over(pid: int) -> bool:
    """Wait for a process as long as it works; whether it is over."""
    began = since = _now()
    worked = _cpu_seconds(pid)
    while not has_ended(pid):
        _sleep(_STEP)
        if _now() - since > _IDLE:
            before, worked = worked, _cpu_seconds(pid)
            if worked - before < _LEAST_WORK or _now() - began > _LONGEST:
                return False
            since = _now()
    return True


def has_ended(pid: int) -> bool:
    """Whether a process is over, be it that nobody has asked how it ended."""
    told = _told(pid)
    if told:
        return told[_STATE] in "ZX"
    try:
        os.kill(pid, 0)
    except OSError:
        return True
    return False


def _cpu_seconds(pid: int) -> float:
    """What a process has used of the CPU; nothing where the system does not say."""
    told = _told(pid)
    return (int(told[_USER]) + int(told[_SYSTEM])) / os.sysconf("SC_CLK_TCK") if told else 0.0


def _told(pid: int) -> list[str]:
    """What the system says of a process after its name, which may hold spaces; empty where it does not."""
    try:
        file = _open(f"/proc/{pid}/stat", os.O_RDONLY)
    except OSError:
        return []
    try:
        return _read(file, _SAID).rpartition(b")")[2].decode("ascii").split()
    except OSError:  # it has ended meanwhile
        return []
    finally:
        _close(file)
