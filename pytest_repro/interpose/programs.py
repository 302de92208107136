"""Which programs a command line starts, and which of them are under no conditions of ours.

A child that is Python finds our bootstrap. Any other program asks the kernel for the date, or for the names
in a folder, and gets the true answer, or the order that the folder has, in every trial.
"""

from __future__ import annotations

import functools
import os
import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHELLS = frozenset({"sh", "bash", "dash", "ksh", "zsh", "ash"})
_STARTERS = frozenset({"env", "exec", "nice", "nohup", "sudo", "time", "timeout", "command", "xargs"})
_BY_WHAT_IS_GIVEN = frozenset((
    ":", "[", "basename", "cat", "cd", "chmod", "chown", "cmp", "cp", "cut", "diff", "dirname", "echo",
    "exit", "expr", "false", "file", "head", "ln", "md5sum", "mkdir", "mv", "printf", "pwd", "readlink",
    "realpath", "rm", "rmdir", "sed", "sha256sum", "sleep", "tail", "tee", "test", "touch", "tr", "true",
    "uniq", "wc",
))  # fmt: skip
_ASKING_NOTHING = _BY_WHAT_IS_GIVEN | frozenset((
    "awk", "c++", "cc", "clang", "export", "g++", "gcc", "getconf", "git", "hostname", "id", "install", "ld",
    "ldconfig", "lscpu", "make", "nproc", "nvidia-smi", "objdump", "pkg-config", "set", "shuf", "sort",
    "source", "stty", "tput", "uname", "unset", "which", "whoami",
))  # fmt: skip
"""Words of the shell, and programs that answer by what they are given, or by what the machine is."""
_DRAWING = frozenset({"awk", "shuf", "sort"})
"""Of those, what may ask for entropy."""
_LONGEST = 10_000
_SEPARATORS = re.compile(r"\|\||&&|[;&|\n(){}`]|\$\(")
_ASSIGNED = re.compile(r"\w+=")


def drawing_programs(words: Sequence[str]) -> tuple[str, ...]:
    """Those that may answer otherwise each time: what they draw is known to nobody."""
    drawing = (name for name in _started(words) if _is_foreign(name) or _base(name) in _DRAWING)
    return tuple(dict.fromkeys(drawing))


def draws_nothing(words: Sequence[str]) -> bool:
    """Whether all that this command line starts answers by what it is given alone."""
    started = [_base(name) for name in _started(words)]
    return bool(started) and _BY_WHAT_IS_GIVEN.issuperset(started)


def foreign_programs(words: Sequence[str]) -> tuple[str, ...]:
    """The programs that this command line starts and that are not Python, by name, each once."""
    return tuple(dict.fromkeys(name for name in _started(words) if _is_foreign(name)))


def _started(words: Sequence[str]) -> Iterator[str]:
    if not words:
        return
    name = _base(words[0])
    if name in _SHELLS and "-c" in words[1:-1]:
        yield from _in_shell(words[words.index("-c", 1) + 1])
    elif name not in _STARTERS:
        yield words[0]
    else:
        rest = (n for n, word in enumerate(words[1:], 1) if not _ASSIGNED.match(word) and word[0:1] != "-")
        yield from _started(words[next(rest, len(words)) :])


def _in_shell(command: str) -> Iterator[str]:
    for piece in _SEPARATORS.split(command[:_LONGEST]):
        try:
            words = shlex.split(piece, comments=True)
        except ValueError:  # a quotation that goes on in the next piece
            words = piece.split()
        while words and _ASSIGNED.match(words[0]):
            del words[0]
        yield from _started(words)


def _base(word: str) -> str:
    return os.path.basename(word)  # noqa: PTH119 - of a word


@functools.lru_cache(maxsize=256)
def _is_foreign(program: str) -> bool:
    """Asks the file system, once for each name: scripts of Python are started by their names too."""
    name = _base(program)
    if not name or name in _ASKING_NOTHING or name.startswith("python") or name.endswith(".py"):
        return False
    found = shutil.which(program)
    if found is None:
        return False  # a word of the shell, or nothing at all
    with Path(found).open("rb") as file:
        start = file.read(200)
    return not (start.startswith(b"#!") and b"python" in start.partition(b"\n")[0])
