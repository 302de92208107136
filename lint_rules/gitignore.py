"""What `.gitignore` files leave out, as `man gitignore` has it: nested files, negation, anchors, `**`."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_NAME = ".gitignore"


@dataclass(frozen=True)
class _Pattern:
    expression: re.Pattern[str]
    negated: bool
    only_folders: bool


@dataclass(frozen=True)
class Ignores:
    """The patterns that hold in a folder: those of the files above it, and its own."""

    folder: str  # absolute
    patterns: tuple[_Pattern, ...] = ()
    outer: Ignores | None = None

    def leaves_out(self, path: str, is_folder: bool) -> bool:
        """Whether a path in the folder is ignored. The nearest file decides, in it the last pattern."""
        level: Ignores | None = self
        while level is not None:
            below = path[len(level.folder) + 1 :]
            for pattern in reversed(level.patterns):
                if (is_folder or not pattern.only_folders) and pattern.expression.fullmatch(below):
                    return not pattern.negated
            level = level.outer
        return False

    def within(self, folder: str) -> Ignores:
        """The patterns that hold in a folder below this one."""
        patterns = _patterns(Path(folder, _NAME))
        return Ignores(folder, patterns, self) if patterns else self


def ignores_for(folder: Path) -> Ignores | None:
    """The patterns that hold in a folder of a Git work tree; None outside any, or where all of it is ignored.

    Whoever asks for a folder that is ignored means it, so what ignores it does not count.
    """
    top = next((above for above in [folder, *folder.parents] if (above / ".git").exists()), None)
    if top is None:
        return None
    ignores = Ignores(str(top), _patterns(top / ".git" / "info" / "exclude") + _patterns(top / _NAME))
    current = top
    for part in folder.relative_to(top).parts:
        current = current / part
        if ignores.leaves_out(str(current), is_folder=True):
            return Ignores(str(folder), _patterns(folder / _NAME))
        ignores = ignores.within(str(current))
    return ignores


def _patterns(file: Path) -> tuple[_Pattern, ...]:
    text = ""
    with suppress(OSError):
        text = file.read_text(encoding="utf-8", errors="replace")
    found = (_pattern(line) for line in text.splitlines())
    return tuple(pattern for pattern in found if pattern is not None)


def _pattern(line: str) -> _Pattern | None:
    line = re.sub(r"(?<!\\) +$", "", line)
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    body = line.removeprefix("!")
    only_folders = body.endswith("/")
    body = body.rstrip("/")
    expression = _expression(body) if body else None
    return _Pattern(expression, negated, only_folders) if expression is not None else None


@cache
def _expression(body: str) -> re.Pattern[str] | None:
    anchored = "/" in body
    parts = body.removeprefix("/").split("/")
    text = "" if anchored else "(?:.*/)?"
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "**":
            text += ".+" if last else "(?:.*/)?"
        else:
            text += _part(part) + ("" if last else "/")
    with suppress(re.error):
        return re.compile(text, re.DOTALL)
    return None


_TOKEN = re.compile(r"\\(.)|(\*+)|(\?)|\[([!^]?)(\]?[^\]]*)\]|(.)", re.DOTALL)


def _part(part: str) -> str:
    """One name of a pattern as a regular expression."""
    text = ""
    for match in _TOKEN.finditer(part):
        escaped, stars, question, negation, members, plain = match.groups()
        if stars:
            text += "[^/]*"
        elif question:
            text += "[^/]"
        elif members:
            inside = members.replace("\\", "\\\\").replace("[", "\\[")
            text += f"[{'^/' if negation else ''}{inside}]"
        else:
            text += re.escape(escaped or plain or "")
    return text
