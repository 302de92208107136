"""Notices every process that the program starts, and tells it who it is.

A process is known by its place in the family: which process started it, at which line, and how many had been
started there before. That is the same in every trial of a deterministic program; its pid is not.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import xxhash

from pytest_repro.interpose.programs import drawing_programs, draws_nothing, foreign_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import Place, SiteFinder

    Variables = Callable[[str, dict[bytes, bytes]], dict[bytes, bytes]]
    """From a child's identity and the environment it would get, the variables that it needs besides."""

_ENVIRONMENT = 5
"""Position of the environment among the arguments of ``fork_exec``, in every version of Python so far."""
_SKIPPING_SITE = frozenset("EISs")
_current: Family | None = None
_hooked = False


class Started(NamedTuple):
    """An interpreter that the program started by its command line."""

    identity: str
    place: Place | None
    refusing: str
    """The option that keeps ``sitecustomize`` or our variables out (``-I``), or nothing."""


class Program(NamedTuple):
    """A program that the program started, and that is not Python."""

    name: str
    place: Place


class Family:
    """The processes started by this one. There is one of these in a process at a time."""

    def __init__(
        self,
        finder: SiteFinder,
        identity: str,
        variables: Variables,
        forked: Callable[[str], None],
        begun: Callable[[str], None],
    ) -> None:
        self.identity = identity
        self.interpreters: list[Started] = []
        self.programs: dict[Program, None] = {}
        self.drawing: dict[Program, None] = {}
        """Those of them, and others, of which nobody knows what they draw."""
        self.places: dict[Place, None] = {}
        """Lines that started processes, but for programs that draw on nothing, or gave tasks away."""
        self._finder = finder
        self._variables = variables
        self._forked = forked
        self._begun = begun
        self._counts: Counter[tuple[str, int] | None] = Counter()
        self._forking = threading.local()

    def install(self, patches: Patches) -> None:
        global _current
        _current = self
        _hook_forks()
        with contextlib.suppress(ImportError):
            import _posixsubprocess

            patches.set(_posixsubprocess, "fork_exec", self._executing(_posixsubprocess.fork_exec))
        if hasattr(subprocess, "_fork_exec"):
            patches.set(subprocess, "_fork_exec", self._executing(subprocess._fork_exec))
        for name in ("posix_spawn", "posix_spawnp"):
            if hasattr(os, name):
                patches.set(os, name, self._spawning(getattr(os, name)))
        patches.set(os, "system", self._by_shell(os.system))

    def uninstall(self) -> None:
        global _current
        _current = None

    def _next(self, draws: bool = True) -> tuple[str, Place | None]:
        place = self._finder.place(depth=2)
        line = None if place is None else (place.file, place.line)
        self._counts[line] += 1
        if place is not None and draws:
            self.places[place] = None
        text = f"{self.identity} {line} {self._counts[line]}"
        return xxhash.xxh3_64_hexdigest(text.encode("utf-8", "surrogateescape")), place

    # New programs -----------------------------------------------------------------------------------------

    def _executing(self, real: Callable[..., int]) -> Callable[..., int]:
        def fork_exec(*args: Any) -> int:
            arguments = list(args)
            given = arguments[_ENVIRONMENT]
            environ = dict(os.environb) if given is None else _parsed(given)
            environ = self._equipped(list(arguments[0]), environ)
            arguments[_ENVIRONMENT] = [name + b"=" + value for name, value in environ.items()]
            return real(*arguments)

        return fork_exec

    def _spawning(self, real: Callable[..., int]) -> Callable[..., int]:
        def spawn(path: Any, argv: Any, env: Any, /, *args: Any, **kwargs: Any) -> int:
            given = os.environb if env is None else env  # since Python 3.13 nothing stands for its own
            environ = {os.fsencode(name): os.fsencode(value) for name, value in given.items()}
            return real(path, argv, self._equipped(list(argv), environ), *args, **kwargs)

        return spawn

    def _equipped(self, argv: list[Any], environ: dict[bytes, bytes]) -> dict[bytes, bytes]:
        words = [os.fsdecode(word) for word in argv]
        identity, place = self._next(not draws_nothing(words))
        if words and os.path.basename(words[0]).startswith("python"):  # noqa: PTH119 - of a word
            self.interpreters.append(Started(identity, place, refusing_option(words)))
        self._note_programs(words, place)
        return {**environ, **self._variables(identity, environ)}

    def _by_shell(self, real: Callable[[Any], int]) -> Callable[[Any], int]:
        def system(command: Any) -> int:
            words = ["sh", "-c", os.fsdecode(command)]
            identity, place = self._next(not draws_nothing(words))
            self._note_programs(words, place)
            with _put(self._variables(identity, dict(os.environb))):
                return real(command)

        return system

    def _note_programs(self, words: list[str], place: Place | None) -> None:
        if place is not None:
            with contextlib.suppress(OSError, ValueError):  # a null byte, say
                self.programs.update((Program(name, place), None) for name in foreign_programs(words))
                self.drawing.update((Program(name, place), None) for name in drawing_programs(words))

    # Forks ------------------------------------------------------------------------------------------------

    def name(self) -> str:
        """An identity for what is given away at the running line."""
        return self._next()[0]

    def begin_task(self, identity: str) -> None:
        """Go on, in a worker, as the task of that identity."""
        self.identity = identity
        self._counts.clear()
        self._begun(identity)

    def before_fork(self) -> None:
        self._forking.identity, _ = self._next()

    def in_child(self) -> None:
        self.identity = self._forking.identity
        self.interpreters.clear()
        self.programs.clear()
        self.drawing.clear()
        self.places.clear()
        self._counts.clear()
        self._forked(self.identity)


def refusing_option(words: Sequence[str]) -> str:
    """The first option of an interpreter's command line that shuts us out; empty if none does."""
    for word in words[1:]:
        if not word.startswith("-") or word in ("-", "-c", "-m") or word.startswith("--"):
            return ""
        if found := _SKIPPING_SITE & set(word[1:].partition("c")[0]) - {"s"}:
            return "-" + min(found)
    return ""


def begin_task(identity: str) -> None:
    """Called in a worker process when it takes up a task."""
    if _current is not None:
        _current.begin_task(identity)


def _hook_forks() -> None:
    """Hooks on forks stay for the life of the process: these do nothing once the family is gone."""
    global _hooked
    if not _hooked and hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_before_fork, after_in_child=_in_child)
        _hooked = True


def _before_fork() -> None:
    if _current is not None:
        _current.before_fork()


def _in_child() -> None:
    if _current is not None:
        _current.in_child()


def _parsed(environ: Sequence[bytes]) -> dict[bytes, bytes]:
    pairs = (bytes(entry).partition(b"=") for entry in environ)
    return {name: value for name, _, value in pairs}


@contextlib.contextmanager
def _put(variables: dict[bytes, bytes]) -> Iterator[None]:
    """Variables for the processes that C code starts, which ``os.environ`` does not show."""
    for name, value in variables.items():
        os.putenv(name, value)
    try:
        yield
    finally:
        for name in variables:
            before = os.environb.get(name)
            os.unsetenv(name) if before is None else os.putenv(name, before)
