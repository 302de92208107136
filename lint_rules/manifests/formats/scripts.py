"""The text of a scalar with the way back to its places: scripts stand in YAML and JSON files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.manifests.text.excerpt import Excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.manifests.formats.yaml import Node


_ESCAPED = re.compile(r"[^\\]+|\\(?:x\w\w|u\w{4}|U\w{8}|.)|\\")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def excerpt(scalar: Node, lines: Sequence[str]) -> Excerpt:
    """The text of a scalar. `lines` are those of the whole file."""
    if scalar.style == "|":
        return Excerpt(_literal(scalar, lines))
    if scalar.style == ">":
        return Excerpt(_folded(scalar, lines))
    if scalar.style == '"':
        return Excerpt(_escaped(scalar, lines))
    line, column, end_line, _ = scalar.span
    if line != end_line:
        return Excerpt(_wrapped(scalar, lines))
    return Excerpt([(scalar.text or "", line, column + len(scalar.style))])


def _literal(scalar: Node, lines: Sequence[str]) -> list[tuple[str, int, int]]:
    pieces: list[tuple[str, int, int]] = []
    for number, value in enumerate(split_lines(scalar.text or ""), scalar.span.line + 1):
        raw = _line(lines, number)
        pieces.append((value, number, max(len(raw) - len(value.rstrip("\r\n")), 0) + 1))
    return pieces


def _folded(scalar: Node, lines: Sequence[str]) -> list[tuple[str, int, int]]:
    """A line end counts only beside a blank or a further indented line."""
    numbers = range(scalar.span.line + 1, max(scalar.span.end_line, scalar.span.line + 1) + 1)
    raw = [(number, _line(lines, number)) for number in numbers]
    indent = next((_depth(line) for _, line in raw if line.strip()), 0)
    kept = [(number, line[indent:]) for number, line in raw if not line.strip() or _depth(line) >= indent]
    followers = [line for _, line in kept[1:]] + [""]
    pieces: list[tuple[str, int, int]] = []
    for (number, line), following in zip(kept, followers, strict=True):
        joins = line.strip() and following.strip() and not line[0].isspace() and not following[0].isspace()
        pieces.append((line + (" " if joins else "\n"), number, indent + 1))
    return pieces


def _wrapped(scalar: Node, lines: Sequence[str]) -> list[tuple[str, int, int]]:
    """A plain or quoted scalar over several lines."""
    line, column, end_line, end_column = scalar.span
    quote = len(scalar.style)
    pieces: list[tuple[str, int, int]] = []
    for number in range(line, end_line + 1):
        raw = _line(lines, number)
        start = column - 1 + quote if number == line else _depth(raw)
        text = raw[start : end_column - 1 - quote if number == end_line else len(raw.rstrip())]
        pieces.append((f"{text} " if text else "\n", number, start + 1))
    return pieces


def _escaped(scalar: Node, lines: Sequence[str]) -> list[tuple[str, int, int]]:
    """A text in double quotes, in which `\\n` is a line end and one at the end of a line joins."""
    pieces: list[tuple[str, int, int]] = []
    for text, number, column in _wrapped(scalar, lines):
        joined = text.endswith("\\ ")
        for found in _ESCAPED.finditer(text[:-2] if joined else text):
            piece = found[0]
            if piece[0] == "\\":
                piece = _ESCAPES.get(piece[1:2], piece[1:2] if len(piece) == 2 else "?")
            pieces.append((piece, number, column + found.start()))
    return pieces


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1].rstrip("\r\n") if number <= len(lines) else ""


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
