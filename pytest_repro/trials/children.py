"""Brings a trial's conditions into the processes that its program starts, and their recordings back.

A new interpreter finds ``bootstrap/sitecustomize.py`` first on its path and installs the trial's sources
before any other code runs; a forked child goes on with those that it has. Each child has a recording of its
own, found again by its identity. A recorded child notes every draw at once: pools end workers by signal.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.foreign import CHILDREN_FOLDER
from pytest_repro.interpose.tap import CAP
from pytest_repro.trials.spec import TrialSpec, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_repro.model import Json

VARIABLE = "PYTEST_REPRO_CHILD"
_BOOTSTRAP = Path(__file__).with_name("bootstrap")
_KEPT = b"PYTHONHASHSEED"


def child_variables(spec: TrialSpec, identity: str, environ: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """What a child's environment needs besides; the bootstrap takes it out again."""
    path = environ.get(b"PYTHONPATH")
    bootstrap = os.fsencode(_BOOTSTRAP)
    more = {
        os.fsencode(VARIABLE): f"{identity}:{os.fspath(spec.file())}".encode("utf-8", "surrogateescape"),
        b"PYTHONPATH": bootstrap if path is None else bootstrap + os.fsencode(os.pathsep) + path,
    }
    if _KEPT not in environ and _KEPT in os.environb:
        more[_KEPT] = os.environb[_KEPT]  # a program that gives its child a clean environment
    return more


def begin(value: str) -> None:
    """Called by the bootstrap in a new interpreter, with what :func:`child_variables` put there."""
    identity, _, path = value.partition(":")
    # Before the sources are imported: a worker that its pool ends meanwhile has run nothing of the program's.
    mark_begun(Path(path).parent, identity)
    if _is_helper():
        return
    from pytest_repro.trials.conditions import Conditions

    conditions = Conditions(TrialSpec.read(Path(path)), identity)
    conditions.install()


def refuse(value: str, reason: str) -> None:
    """Called by the bootstrap where :func:`begin` failed."""
    identity, _, path = value.partition(":")
    _mark(Path(path).parent, identity, reason)


def mark_begun(directory: Path, identity: str) -> None:
    """Say that the conditions hold in this child."""
    _mark(directory, identity, "")


def _mark(directory: Path, identity: str, reason: str) -> None:
    pid = os.getpid()
    with contextlib.suppress(OSError):  # the trial may be over, and its folder gone
        folder = directory / CHILDREN_FOLDER
        folder.mkdir(exist_ok=True)
        write_whole(folder / f"{identity}.json", {"pid": pid, "born": _born(pid), "reason": reason})


def marks(directory: Path) -> dict[str, str]:
    """Children that have begun, each with the reason why the conditions do not hold in it, if they do not."""
    return {name: mark["reason"] for name, mark in _marks(directory)}


def _marks(directory: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((directory / CHILDREN_FOLDER).glob("*.json")):
        with contextlib.suppress(OSError, ValueError):
            yield file.stem, json.loads(file.read_text(encoding="utf-8"))


def end_children(directory: Path) -> None:
    """End children that outlived the trial in a session of their own, where no signal to its group came."""
    for _, mark in _marks(directory):
        if mark["born"] and _born(mark["pid"]) == mark["born"]:
            with contextlib.suppress(OSError):
                os.kill(mark["pid"], signal.SIGKILL)


def _born(pid: int) -> str:
    """When a process started, in ticks of the kernel: with it, a pid names one process for good."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[19]


class ChildLog:
    """Where one recorded child notes what it sees, line by line."""

    def __init__(self, directory: Path, identity: str) -> None:
        self._file = os.fspath(directory / CHILDREN_FOLDER / f"{identity}.log")
        self._lines = 0
        with contextlib.suppress(OSError):
            (directory / CHILDREN_FOLDER).mkdir(exist_ok=True)

    def write(self, source: str, key: str, value: Json) -> None:
        self._lines += 1
        if self._lines > CAP:
            return
        entry = [source, "capped", True] if self._lines == CAP else [source, key, value]
        # Opened anew each time: a program that makes itself a daemon closes whatever is open.
        with contextlib.suppress(OSError):
            descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(descriptor, json.dumps(entry).encode() + b"\n")
            finally:
                os.close(descriptor)


def read_logs(directory: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """What each child noted, by identity and source, in the form in which sources record."""
    logs = sorted((directory / CHILDREN_FOLDER).glob("*.log"))
    return {file.stem: _recordings(file) for file in logs}


def _recordings(file: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for source, key, value in _entries(file):
        recording = found.setdefault(source, {"draws": []})
        if key == "state":
            recording.update(value)
        elif key == "capped":
            recording[key] = value
        else:
            recording.setdefault(key, []).append(value)
    for recording in found.values():
        recording["draws"] = _counted(recording["draws"])
    return found


def _entries(file: Path) -> Iterator[list[Json]]:
    for line in file.read_bytes().splitlines():
        with contextlib.suppress(ValueError):  # the last one of a child that was killed while it wrote
            yield json.loads(line)


def _counted(draws: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counted: dict[tuple[Any, ...], dict[str, Any]] = {}
    for draw in draws:
        known = counted.setdefault(tuple(draw.values()), {**draw, "count": 0})
        known["count"] += 1
    return list(counted.values())


def _is_helper() -> bool:
    """Whether this interpreter is one of multiprocessing's own that run none of the program's code."""
    return any("resource_tracker" in word for word in getattr(sys, "orig_argv", ()))
