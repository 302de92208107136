"""Reads a trace. Events stay packed until they are asked for: a million of them take some 50 megabytes."""

from __future__ import annotations

import json
from array import array
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_repro.traces.event import Event, Key
from pytest_repro.traces.labels import Label
from pytest_repro.traces.recorder import DETAILS, EVENTS, FOLDER, KEYS, NONE, RECORD, SUMMARY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_SHOWN = 3


class Trace:
    """The events of one trial, in the order in which they happened."""

    def __init__(self, directory: Path) -> None:
        """``directory``: of the trial. One that left no trace gives an empty one."""
        folder = directory / FOLDER
        self._raw = _bytes(folder / EVENTS)
        self.keys = [Key(*row) for row in map(json.loads, _lines(folder / KEYS))]
        self._details = _lines(folder / DETAILS)
        summary = _summary(folder)
        self._count = min(len(self._raw) // RECORD.size, summary.get("events", 0))
        self.capped: dict[str, int] = summary.get("capped", {})
        self.labels = tuple(Label(kind, tuple(strings)) for kind, strings in summary.get("labels", ()))
        """The strings of small sets, and of what would make one, as far as variables held them."""

    def __len__(self) -> int:
        return int(self._count)

    def __getitem__(self, index: int) -> Event:
        if not 0 <= index < self._count:
            raise IndexError(index)
        key, thread, frame, detail, inputs, outputs = RECORD.unpack_from(self._raw, index * RECORD.size)
        known = json.loads(self._details[detail]) if 0 <= detail < len(self._details) else None
        turn = self._turns[index] if self._turns else 0
        return Event(self.keys[key], thread, frame, _digest(inputs), _digest(outputs), known, turn)

    @cached_property
    def _turns(self) -> array[int]:
        """Of each event its turn; empty where there is but one thread."""
        turns, turn, last = array("L"), 0, None
        for _, thread, *_ in RECORD.iter_unpack(self._raw[: self._count * RECORD.size]):
            turn += last is not None and thread != last
            turns.append(turn)
            last = thread
        return turns if turn else array("L")

    def by_thread(self) -> dict[int, list[tuple[int, Key]]]:
        """For each thread its events: index and key."""
        found: dict[int, list[tuple[int, Key]]] = {}
        for index, record in enumerate(RECORD.iter_unpack(self._raw[: self._count * RECORD.size])):
            found.setdefault(record[1], []).append((index, self.keys[record[0]]))
        return found

    def digests(self, index: int) -> tuple[bytes, bytes]:
        """Inputs and outputs of an event, without reading the rest."""
        start = index * RECORD.size + RECORD.size - 32
        return self._raw[start : start + 16], self._raw[start + 16 : start + 32]

    def __iter__(self) -> Iterator[Event]:
        return (self[index] for index in range(self._count))


def _digest(raw: bytes) -> bytes:
    return b"" if raw == NONE else raw


def limits(directory: Path) -> tuple[str, ...]:
    """What the trace of a trial does not hold, each a sentence; nothing for a trial that was not traced."""
    folder = directory / FOLDER
    if not folder.exists():
        return ()
    summary = _summary(folder)
    if not summary:
        return ("the trace is missing: the trial ended before it was written",)
    capped: dict[str, int] = summary["capped"]
    found = [f"the trace ends early: {summary['broken']}"] if summary["broken"] else []
    if "events" in capped and not summary["broken"]:
        found.append(f"the trace ends after {summary['events']:,} events, {capped['events']:,} more followed")
    if "details" in capped:
        found.append(f"variables of {capped['details']:,} lines and calls are missing from the trace")
    found += [told for kind in ("lines", "calls") if (told := _first_of(kind, capped))]
    return (*found, *summary["unseen"])


def _first_of(kind: str, capped: dict[str, int]) -> str:
    """What of functions that run often is there; nothing if everything is."""
    start = f"{kind} of "
    noted = {what[len(start) :]: count for what, count in capped.items() if what.startswith(start)}
    if not noted:
        return ""
    names = sorted(noted)
    more = f" and {len(names) - _SHOWN} more functions" if len(names) > _SHOWN else ""
    few, many = f"{min(noted.values()):,}", f"{max(noted.values()):,}"
    count = few if few == many else f"{few} to {many}"
    what = "executions of lines" if kind == "lines" else kind
    return f"only the first {count} {what} of {', '.join(names[:_SHOWN])}{more} were traced"


def _summary(folder: Path) -> dict[str, Any]:
    try:
        summary: dict[str, Any] = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # the process was killed
        return {}
    return summary


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _lines(path: Path) -> list[bytes]:
    """Whole lines: a process that was killed may have left a part of one."""
    return _bytes(path).split(b"\n")[:-1]
