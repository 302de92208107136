"""Runs trials: an interface, and the one that runs them as local processes."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pytest_repro.sources import all_sources
from pytest_repro.trials.aside import put_aside
from pytest_repro.trials.children import end_children
from pytest_repro.trials.lifeline import VARIABLE as LIFELINE
from pytest_repro.trials.spec import TrialSpec, write_whole

if TYPE_CHECKING:
    from pytest_repro.trials.slots import Slots

ENDED_FILE = "ended.json"
PID_FILE = "pid"
_TAIL_BYTES = 16_384
_POLL_SECONDS = 0.02
# The user's import path first: this package may be importable by it alone. No file is named, so that
# multiprocessing's spawned children do not import this entry point again.
_BOOTSTRAP = (
    "import json, sys; "
    "sys.path[:] = json.load(open(sys.argv[1], encoding='utf-8'))['invocation']['sys_path']; "
    "from pytest_repro.trials.child import main; sys.exit(main(sys.argv[1:]))"
)
_NOT_INHERITED = ("PYTEST_XDIST_", "COV_CORE_", "PYTEST_CURRENT_TEST", "COVERAGE_PROCESS_")


class Executor(Protocol):
    """Where trials run. The same spec can be run on another machine that shares the directory."""

    def submit(self, spec: TrialSpec) -> None:
        """Start the trial as soon as there is room; its results appear in its directory."""

    def close(self) -> None:
        """End whatever is still running."""


class LocalExecutor:
    """Trials as processes on this machine, at most as many at once as there are slots."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._folders: dict[str, threading.Lock] = {}

    def submit(self, spec: TrialSpec) -> None:
        thread = threading.Thread(target=self._run, args=(spec,), daemon=True, name=f"repro {spec.purpose}")
        self._threads.append(thread)
        thread.start()

    def _run(self, spec: TrialSpec) -> None:
        directory = Path(spec.directory)
        ended: dict[str, object] = {"code": None, "tail": "", "reason": "was not started"}
        try:
            with self._folder(spec.temporary), self._slots.take(self._closing) as taken:
                if taken:
                    remove_tree(Path(spec.temporary))
                    Path(spec.temporary).mkdir(parents=True)
                    for file, place in spec.given:
                        _copy(Path(file), Path(spec.temporary) / place)
                    # Not in the trial's folder, which goes as soon as its outcome has been read.
                    with put_aside(spec.absent, directory.with_name(f"{directory.name}.aside")):
                        ended = self._run_process(spec)
        except OSError as error:
            ended["reason"] = f"could not be started: {error}"
        finally:
            with contextlib.suppress(OSError):
                write_whole(directory / ENDED_FILE, ended)

    def _folder(self, path: str) -> threading.Lock:
        with self._lock:
            return self._folders.setdefault(path, threading.Lock())

    def _run_process(self, spec: TrialSpec) -> dict[str, object]:
        process, lifeline = self._start(spec)
        tail: deque[bytes] = deque()
        pump = threading.Thread(target=_keep_tail, args=(process, tail), daemon=True)
        pump.start()
        try:
            reason = self._wait(process)
        finally:
            with self._lock:
                self._running.pop(process.pid, None)
            end_group(process.pid)
            end_children(Path(spec.directory))
            os.close(lifeline)
            process.wait()
        pump.join(timeout=5)
        text = b"".join(tail)[-_TAIL_BYTES:].decode("utf-8", "replace")
        return {"code": process.returncode, "tail": text, "reason": reason}

    def _start(self, spec: TrialSpec) -> tuple[subprocess.Popen[bytes], int]:
        reader, writer = os.pipe()
        environ = child_environ(spec)
        environ[LIFELINE] = str(reader)
        flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
        command = [sys.executable, *flags, "-c", _BOOTSTRAP]
        try:
            process = subprocess.Popen(
                [*command, str(spec.write())],
                cwd=spec.invocation.cwd,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(reader,),
                start_new_session=True,
            )
        except OSError:
            os.close(writer)
            raise
        finally:
            os.close(reader)
        with self._lock:
            self._running[process.pid] = process
        write_whole(Path(spec.directory) / PID_FILE, process.pid)
        return process, writer

    def _wait(self, process: subprocess.Popen[bytes]) -> str:
        while process.poll() is None:
            if self._closing.is_set():
                return "was stopped"
            time.sleep(_POLL_SECONDS)
        return "ended"

    def close(self) -> None:
        self._closing.set()
        with self._lock:
            running = list(self._running)
        for pid in running:
            end_group(pid)
        for thread in self._threads:
            thread.join(timeout=10)


def child_environ(spec: TrialSpec) -> dict[str, str]:
    """The environment of the user's session as it was at its start, with the trial's conditions."""
    environ = {
        name: value for name, value in spec.invocation.environ.items() if not name.startswith(_NOT_INHERITED)
    }
    # Idle threads of OpenMP spin by default: beside the user's session they would burn what it needs.
    environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    for condition in spec.conditions:
        for name, value in all_sources()[condition.source].environ(condition.settings).items():
            if value is None:
                environ.pop(name, None)
            else:
                environ[name] = value
    return environ


def _keep_tail(process: subprocess.Popen[bytes], tail: deque[bytes]) -> None:
    """Read all that the trial prints, keeping the end of it: megabytes must neither block it nor fill us."""
    assert process.stdout is not None
    kept = 0
    while chunk := process.stdout.read1(65_536):  # type: ignore[attr-defined]
        tail.append(chunk)
        kept += len(chunk)
        while kept - len(tail[0]) > _TAIL_BYTES:
            kept -= len(tail.popleft())
    process.stdout.close()


def end_group(pid: int) -> None:
    """End a trial's process and all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _copy(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, place)


def remove_tree(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
