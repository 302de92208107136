"""What programs that are not Python print: our conditions do not hold in them, so that is kept as a whole."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import shlex
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import xxhash

from pytest_repro.interpose.programs import drawing_programs

if TYPE_CHECKING:
    from collections.abc import Container

    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.tap import Tap

CHILDREN_FOLDER = "children"
"""Below a trial's folder: where interpreters that came under its conditions say so."""
_LONGEST = 1 << 20
"""Bytes of output that are kept."""
_LARGEST = 64 << 20
"""Bytes of an input file that are looked at."""
_STDIN = 2
"""Position of the standard input among the arguments after the command."""
_ASKING = frozenset({
    "cal", "date", "env", "hostname", "id", "locale", "printenv", "ps", "stty", "tput", "tty", "uname",
    "uptime", "who", "whoami",
})  # fmt: skip
"""Programs that ask for the time, the user, the host: these are other sources'."""


class ForeignPrograms:
    """Taps what ``subprocess`` and ``os.popen`` collect from a program that may draw and is not Python, and
    what it writes to files that its command names.

    An answer is given again only where the command, what was written to it and the files that it names are
    the same: what a program makes of other data is no draw of its own. Where an interpreter began meanwhile,
    its own draws are known, and the output is left alone.
    """

    def __init__(self, tap: Tap, directory: Path) -> None:
        self._tap = tap
        self._marks = directory / CHILDREN_FOLDER
        self._started: WeakKeyDictionary[Any, tuple[int, _Command | None]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def install(self, subprocess: Any, patches: Patches) -> None:
        begin, communicate = subprocess.Popen.__init__, subprocess.Popen.communicate

        def init(process: Any, args: Any, *more: Any, **options: Any) -> None:
            known = len(more) < _STDIN and options.get("stdin") in (None, subprocess.PIPE, subprocess.DEVNULL)
            before = self._mark(), _command(args, options.get("cwd")) if known else None
            begin(process, args, *more, **options)
            with self._lock:
                self._started[process] = before

        def collect(process: Any, input: Any = None, timeout: float | None = None) -> Any:  # noqa: A002
            answer = communicate(process, input, timeout)
            with self._lock:
                before, command = self._started.pop(process, (0, None))
            if command is None or before != self._mark():
                return answer
            written = command.written()
            whole = *answer, *written.values()
            if not _can_be_kept(whole):
                return answer
            asked = f"{command.asked(written)} {_digest(input)}"
            given = self._tap.ask(asked, lambda: whole, _encoded, _decoded)
            for file, content in zip(written, given[len(answer) :], strict=False):
                file.write_bytes(content)
            return given[: len(answer)]

        patches.set(subprocess.Popen, "__init__", init)
        patches.set(subprocess.Popen, "communicate", collect)
        patches.set(os, "popen", self._read_at_once(os.popen))

    def _read_at_once(self, real: Any) -> Any:
        """``os.popen`` gives a stream from which a program may read as it likes."""

        @functools.wraps(real)
        def popen(cmd: Any, mode: str = "r", buffering: int = -1) -> Any:
            before = self._mark()
            stream = real(cmd, mode, buffering)
            command = _command(cmd, None) if mode == "r" else None
            if command is not None:
                read = stream._stream.read(), None
                kept = before == self._mark() and _can_be_kept(read)
                asked = command.asked()
                text = self._tap.ask(asked, lambda: read, _encoded, _decoded)[0] if kept else read[0]
                stream._stream.close()
                stream._stream = io.StringIO(text)
            return stream

        return popen

    def _mark(self) -> int:
        """Changes when an interpreter begins under the trial's conditions."""
        with contextlib.suppress(OSError):
            return self._marks.stat().st_mtime_ns
        return 0


@dataclass(frozen=True)
class _Command:
    """A command line, and the files that it names."""

    words: tuple[str, ...]
    files: tuple[tuple[Path, str], ...]
    """With a digest of what each held before; empty for one that there was not."""

    def written(self) -> dict[Path, bytes]:
        """The files that are others now, as far as they can be kept."""
        found: dict[Path, bytes] = {}
        for file, held in self.files:
            if _held(file) not in ("", held):
                with contextlib.suppress(OSError):
                    found[file] = file.read_bytes()
        return {file: content for file, content in found.items() if len(content) <= _LONGEST}

    def asked(self, written: Container[Path] = ()) -> str:
        """What the answer goes by: not by what a file held that was overwritten, unless it is named twice."""
        named = Counter(file for file, _ in self.files)
        given = [held for file, held in self.files if held and (file not in written or named[file] > 1)]
        return f"{Path(_split(self.words[0])[0]).name} {_digest(' '.join([*self.words, *given]))}"


def _command(args: Any, folder: Any) -> _Command | None:
    """None for one that cannot be told again, or that draws nothing."""
    try:
        words = [os.fsdecode(word) for word in ([args] if isinstance(args, (str, bytes)) else args)]
        parts = [part for word in words for part in _split(word)]
        named = [Path(folder or "", part) for part in parts[1:]]
    except (TypeError, ValueError):
        return None
    drawing = drawing_programs(words if len(words) > 1 else ["sh", "-c", *words])
    if not drawing or not _ASKING.isdisjoint(Path(part).name for part in parts):
        return None
    return _Command(tuple(words), tuple((file, _held(file)) for file in named))


def _held(file: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        if file.is_file() and file.stat().st_size <= _LARGEST:
            return _digest(file.read_bytes())
    return ""


def _split(word: str) -> list[str]:
    try:
        return shlex.split(word)
    except ValueError:
        return word.split()


def _digest(data: Any) -> str:
    raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else bytes(data or b"")
    return xxhash.xxh3_64_hexdigest(raw)


def _can_be_kept(answer: Any) -> bool:
    parts = [part for part in answer if part is not None]
    return bool(parts) and all(isinstance(p, (str, bytes)) and len(p) <= _LONGEST for p in parts)


def _encoded(answer: Any) -> list[Any]:
    return [[type(part).__name__, part.hex() if isinstance(part, bytes) else part] for part in answer]


def _decoded(kept: list[Any]) -> tuple[Any, ...]:
    return tuple(bytes.fromhex(part) if kind == "bytes" else part for kind, part in kept)
