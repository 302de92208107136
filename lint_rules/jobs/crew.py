"""Work in several processes. Each checks what it has scanned, and helps out when it has none left."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING, Any, TypeVar

from lint_rules.analysis.project.questions import OF_DEFINITIONS
from lint_rules.errors import LintError
from lint_rules.jobs.wire import (
    pack_config,
    receive,
    send,
    unpack_checked,
    unpack_question,
    unpack_scanned,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from lint_rules.analysis.project.questions import Answer, Question
    from lint_rules.checks.python import Checked, Scanned
    from lint_rules.config import Config

_BATCH = 8  # files to an order
_SWITCH = 0.0002  # seconds
_Report = TypeVar("_Report")


class Crew:
    """Some processes that scan and check files."""

    def __init__(self, size: int, root: Path, config: Config) -> None:
        self._members = [_Member(root, config) for _ in range(size)]
        self._scanned_by: dict[Path, int] = {}

    def scan(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Scanned]]:
        shared = deque(_batches(sorted(paths, key=_largest_first)))
        for number, path, report in self._work("scan", [shared] * len(self._members), _no_questions):
            self._scanned_by[path] = number
            yield path, unpack_scanned(report)

    def check(
        self,
        paths: Iterable[Path],
        answer: Callable[[Question], Answer],
        asking: Collection[Path] = (),
        prepare: Callable[[Callable[[], None]], None] | None = None,
    ) -> Iterator[tuple[Path, Checked]]:
        """Check files, those that ask much last: `prepare` makes ready to answer while others are checked.

        In its pauses the few questions of these others get their answers, where they can be answered early.
        """
        own: list[deque[list[str]]] = [deque() for _ in self._members]
        for number, path in enumerate(
            sorted(paths, key=lambda path: (path in asking, *_largest_first(path)))
        ):
            own[self._scanned_by.get(path, number % len(own))].append([str(path)])
        for _, path, report in self._work("check", own, answer, prepare if asking else None):
            yield path, unpack_checked(report)

    def _work(
        self,
        task: str,
        own: list[deque[list[str]]],
        answer: Callable[[Question], Answer],
        prepare: Callable[[Callable[[], None]], None] | None = None,
    ) -> Iterator[tuple[int, Path, Any]]:
        """Hand out batches, each member its own first, and pass on what comes back, as it comes."""
        results: SimpleQueue[tuple[int, Path, Any] | BaseException | None] = SimpleQueue()
        turns, prepared = _Turns(), threading.Event()

        def answer_in_turn(question: Question) -> Answer:
            if question.kind not in OF_DEFINITIONS:
                prepared.wait()
            with turns:
                return answer(question)

        def serve(number: int) -> None:
            try:
                while (batch := _next(own, number)) is not None:
                    for name, report in self._members[number].order(task, batch, answer_in_turn):
                        results.put((number, Path(name), report))
                results.put(None)
            except BaseException as error:
                results.put(error)

        threads = [threading.Thread(target=serve, args=(n,), daemon=True) for n in range(len(own))]
        for thread in threads:
            thread.start()
        try:
            if prepare is not None:
                with turns, _soon_interrupted():
                    prepare(turns.give_way)
        finally:
            prepared.set()  # else those who wait for it would do so for ever
        running = len(threads)
        while running:
            result = results.get()
            if isinstance(result, BaseException):
                raise result
            if result is None:
                running -= 1
            else:
                yield result

    def close(self) -> None:
        for member in self._members:
            member.close()


class _Member:
    """One process."""

    def __init__(self, root: Path, config: Config) -> None:
        import lint_rules

        folder = str(Path(lint_rules.__file__).parent.parent)
        start = f"import sys; sys.path.insert(0, {folder!r}); from lint_rules.jobs.worker import main; main()"
        command = [sys.executable, "-c", start]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._tell([str(root), pack_config(config)])

    def order(
        self, task: str, names: list[str], answer: Callable[[Question], Answer]
    ) -> Iterator[tuple[str, Any]]:
        reports = self._stream(self._process.stdout)
        self._tell([task, names])
        while True:
            report = receive(reports)
            if report is None:
                raise self._ended()
            if report[0] == "done":
                return
            if report[0] == "ask":
                self._tell([answer(unpack_question(report[1]))])
            else:
                yield report[1], report[2]

    def _tell(self, message: list[Any]) -> None:
        try:
            send(self._stream(self._process.stdin), message)
        except BrokenPipeError:
            raise self._ended() from None

    def _ended(self) -> LintError:
        return LintError(f"a process of the linter ended with status {self._process.wait()}; try --jobs 1")

    @staticmethod
    def _stream(stream: IO[bytes] | None) -> IO[bytes]:
        assert stream is not None
        return stream

    def close(self) -> None:
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):  # what was still to be told to one that has ended
                self._stream(stream).close()
        self._process.wait()


class _Turns:
    """A lock that goes to whoever waits for it, before who has just let go of it gets it again."""

    def __init__(self) -> None:
        self._next = threading.Lock()
        self._taken = threading.Lock()

    def __enter__(self) -> None:
        with self._next:
            self._taken.acquire()

    def __exit__(self, *exception: object) -> None:
        self._taken.release()

    def give_way(self) -> None:
        """Let the others have their turns, and take it again."""
        self._taken.release()
        self.__enter__()


@contextmanager
def _soon_interrupted() -> Iterator[None]:
    """Else each message to or from a member waits for milliseconds while this thread computes."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _largest_first(path: Path) -> tuple[int, Path]:
    """So that nobody waits in the end for one who has just begun with a large file."""
    try:
        return -path.stat().st_size, path
    except OSError:  # gone meanwhile: whoever reads it says so
        return 0, path


def _batches(paths: list[Path]) -> Iterator[list[str]]:
    for start in range(0, len(paths), _BATCH):
        yield [str(path) for path in paths[start : start + _BATCH]]


def _next(own: list[deque[list[str]]], number: int) -> list[str] | None:
    """A member's next batch: its own, or the last one of who has most left."""
    try:
        return own[number].popleft()
    except IndexError:
        pass
    busiest = max(own, key=len)
    try:
        return busiest.pop()
    except IndexError:
        return None


def _no_questions(question: Question) -> Answer:
    raise AssertionError(f"a scan asks nothing, but {question}")
