"""Writes a trace to disk as it happens: events of fixed width, and beside them what they refer to."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import struct
import threading
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

    from pytest_repro.model import Json
    from pytest_repro.traces.event import Key
    from pytest_repro.traces.labels import Label

# Bound now: in a trial the program is given other numbers, and asked where it takes them.
_ident = threading.get_ident
FOLDER = "trace"
EVENTS, KEYS, DETAILS, SUMMARY = "events.bin", "keys.jsonl", "details.jsonl", "summary.json"
RECORD = struct.Struct("<IIIi16s16s")
"""Key, thread, frame, detail (-1: none), inputs, outputs."""
_pack = RECORD.pack
_encode = json.JSONEncoder(separators=(",", ":")).encode
NONE = bytes(16)
MAX_EVENTS = 1_000_000
MAX_DETAIL_BYTES = 64 << 20
_BUFFERED = 4096


class _Thread(threading.local):
    """The number of the running thread: each runs this constructor when it first asks."""

    def __init__(self, started: StartedThreads) -> None:
        self.number = started.number()


class StartedThreads:
    """Numbers threads as they are started: which of two shows up first is a race."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._known: weakref.WeakKeyDictionary[threading.Thread, int] = weakref.WeakKeyDictionary()

    def expect(self, thread: threading.Thread) -> None:
        """It is about to be started."""
        self._known[thread] = next(self._numbers)

    def number(self) -> int:
        """Of the running thread; those that nobody told of get theirs as they first ask."""
        # No `current_thread()`: it would list a thread that a library started in C.
        running = _ident()
        known = (self._known.get(thread) for thread in threading.enumerate() if thread.ident == running)
        found = next(known, None)
        return next(self._numbers) if found is None else found


class Recorder:
    """Takes events from any thread. Beyond the caps events are only counted, and the summary says so."""

    def __init__(self, folder: Path, max_events: int = MAX_EVENTS) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._most = max_events
        # Unbuffered: a fork of this process must not write what this one has not written yet.
        self._files = {name: (folder / name).open("wb", buffering=0) for name in (EVENTS, KEYS, DETAILS)}
        self._waiting: dict[str, list[bytes]] = {name: [] for name in self._files}
        self._packed = self._waiting[EVENTS]
        self.numbers: dict[Hashable, int] = {}
        """By keys, and by what callers know them by, cheaper: the numbers by which events name them."""
        self.started = StartedThreads()
        self._threads = _Thread(self.started)
        self._key_count = 0
        self._detail_count = 0
        self._detail_bytes = 0
        self._lock = threading.RLock()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)
        self.count = 0
        self.closed = False
        self._written = 0
        self._broken = ""
        """Why nothing more can be written."""
        self.capped: dict[str, int] = {}
        """How many of what were left out because a bound was reached; of the others how many there are."""
        self.unseen: list[str] = []
        """What cannot be traced, each a sentence."""
        self.labels: list[Label] = []
        """The strings of small sets, and of what would make one."""

    def number(self, handle: Hashable, key: Key) -> int:
        """The number by which events name ``key``; ``handle`` is what the caller knows it by, cheaper."""
        with self._lock:
            known = self.numbers.get(key)
            if known is None:
                text = json.dumps(key).encode() + b"\n"  # first: where the stack is full it fails
                known = self.numbers[key] = self._key_count
                self._key_count += 1
                self._waiting[KEYS].append(text)
            self.numbers[handle] = known
            return known

    def add(
        self, key: int, frame: int = 0, inputs: bytes = NONE, outputs: bytes = NONE, detail: Json = None
    ) -> None:
        if self.count >= self._most or self.closed:
            self.leave_out("events")
            return
        number = -1 if detail is None else self._detail(detail)
        self.count = count = self.count + 1
        # Appending is atomic; only writing needs the lock.
        self._packed.append(_pack(key, self._threads.number, frame, number, inputs, outputs))
        if not count % _BUFFERED:
            with self._lock:
                self._flush()

    def leave_out(self, what: str) -> None:
        """Count something that is not traced, since a bound was reached."""
        self.capped[what] = self.capped.get(what, 0) + 1

    def end_of(self, what: str, noted: int) -> None:
        """No more of these are traced. Several functions may have one name."""
        self.capped[what] = min(noted, self.capped.get(what, noted))

    def _detail(self, detail: Json) -> int:
        text = _encode(detail).encode() + b"\n"
        with self._lock:
            if self._detail_bytes + len(text) > MAX_DETAIL_BYTES:
                self.leave_out("details")
                return -1
            self._detail_bytes += len(text)
            self._waiting[DETAILS].append(text)
            self._detail_count += 1
            return self._detail_count - 1

    def _flush(self) -> None:
        try:
            written = {name: self._write(name, waiting) for name, waiting in self._waiting.items()}
        except OSError as error:  # the program that is traced goes on, whatever becomes of the trace
            self._broken = f"it could not be written: {error.strerror or error}"
            self._end()
        else:
            self._written += written[EVENTS]

    def _write(self, name: str, waiting: list[bytes]) -> int:
        count = len(waiting)
        left = memoryview(b"".join(waiting[:count]))
        while left:  # on a disk that is nearly full the system takes a part
            left = left[self._files[name].write(left) :]
        del waiting[:count]
        return count

    def save(self) -> None:
        """Make what there is readable; more may follow. Where the disk is full, what there was stays."""
        with self._lock:
            if not self.closed:
                self._flush()
            if self.closed and not self._broken:
                return
            summary = {
                "events": self._written,
                "capped": self.capped,
                "unseen": self.unseen,
                "labels": self.labels,
                "broken": self._broken,
            }
            partial = self._folder / f"{SUMMARY}.partial"
            with contextlib.suppress(OSError):
                partial.write_text(json.dumps(summary), encoding="utf-8")
                partial.replace(self._folder / SUMMARY)

    def close(self) -> None:
        self.save()
        with self._lock:
            self._end()

    def _end(self) -> None:
        self.closed = True
        for name, file in self._files.items():
            self._waiting[name].clear()
            with contextlib.suppress(OSError):
                file.close()

    def _forget(self) -> None:
        """In a fork of the process: the trace is the parent's."""
        self.closed = True
        self._lock = threading.RLock()
