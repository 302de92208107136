"""Numbers of processes and threads, which are others in every run."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.frames import package_of
from pytest_repro.interpose.starters import caller_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import SiteFinder
    from pytest_repro.interpose.tap import Tap

PART = "pid"
_BOOKKEEPERS = sys.stdlib_module_names | {
    "execnet",
    "joblib",
    "loky",
    "multiprocess",
    "psutil",
    "torch",
    "xdist",
}


class ProcessIds:
    """Gives noted numbers again to whoever does not need the true ones."""

    def __init__(self, tap: Tap, finder: SiteFinder, parent_shift: int = 0) -> None:
        """``parent_shift``: what is added to the parent's number, which all trials of a session share."""
        self._tap = tap
        self._finder = finder
        self._shift = parent_shift
        self._given: dict[int, Callable[[], int]] = {}

    def restart(self) -> None:
        """Begin anew, in a forked child."""
        self._given.clear()

    def install(self, patches: Patches) -> None:
        real_pid = os.getpid
        patches.set(os, "getpid", lambda: self._ask(real_pid))
        if hasattr(os, "getppid"):
            patches.set(os, "getppid", self._asked_by_user(os.getppid, self._shift))
        for name in ("get_native_id", "get_ident"):
            if hasattr(threading, name):
                patches.set(threading, name, self._asked_by_user(getattr(threading, name)))
        self._spare_strangers(patches)

    def _ask(self, real: Callable[[], int]) -> int:
        # Pools tell parent from child by it, from threads of their own too: they must get the true one.
        asking, _ = caller_of(sys._getframe())
        if not self._is_users(asking) and package_of(asking) in _BOOKKEEPERS:
            return real()
        return self._known(real)

    def _asked_by_user(self, real: Callable[[], int], shift: int = 0) -> Callable[[], int]:
        """Of threads and parents libraries keep books of all kinds."""

        def ask() -> int:
            asking, _ = caller_of(sys._getframe())
            return self._known(real, shift) if self._is_users(asking) else real()

        return ask

    def _is_users(self, asking: FrameType) -> bool:
        if asking.f_code.co_name == "ident" and asking.f_back is not None:
            asking = asking.f_back  # `multiprocessing.current_process().pid`
        return self._finder.is_user_file(asking.f_code.co_filename)

    def _known(self, real: Callable[[], int], shift: int = 0) -> int:
        answer = self._tap.ask(PART, lambda: real() + shift)
        self._given[answer] = real
        return answer

    def _spare_strangers(self, patches: Patches) -> None:
        """A signal that a program sends to itself must not reach whoever has the replayed pid now."""

        def meant(pid: int) -> int:
            return self._given.get(pid, lambda: pid)()

        for name in ("kill", "killpg", "getpgid", "getsid"):
            if hasattr(os, name):
                patches.set(os, name, _translating(getattr(os, name), meant))


def _translating(real: Callable[..., Any], meant: Callable[[int], int]) -> Callable[..., Any]:
    def call(pid: int, /, *args: Any) -> Any:
        return real(meant(pid), *args)

    return call
