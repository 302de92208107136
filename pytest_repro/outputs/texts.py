"""Where two strings, byte runs or lists of strings part, in excerpts that fit a line."""

from __future__ import annotations

from typing import Any

from pytest_repro.model import Mismatch
from pytest_repro.outputs.floats import float_text

MAX_SHOWN = 80
BEFORE = 20
STEP = 1 << 20


def trim(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def text_mismatch(path: str, first: str, second: str) -> Mismatch:
    """``index`` is the first character that differs; ``total`` the length of the longer text."""
    at = _parting(first, second)
    return Mismatch(
        path,
        "text",
        _excerpt(first, at),
        _excerpt(second, at),
        total=max(len(first), len(second)),
        index=(at,),
    )


def bytes_mismatch(path: str, first: memoryview, second: memoryview) -> Mismatch:
    """``index`` is the first byte that differs; ``total`` the length of the longer run."""
    at = _first_difference(first, second)
    x, y = (
        f"{len(raw)} bytes, {trim(repr(bytes(raw[max(0, at - BEFORE) : at + BEFORE])))}"
        for raw in (first, second)
    )
    return Mismatch(path, "value", x, y, total=max(len(first), len(second)), index=(at,))


def strings_mismatch(path: str, shape: tuple[int, ...], first: list[Any], second: list[Any]) -> Mismatch:
    """``index`` is the first string that differs, or that is missing (None, NaN) in one list only."""
    pairs = [(_shown(a), _shown(b)) for a, b in zip(first, second, strict=True)]
    differing = [position for position, (a, b) in enumerate(pairs) if a != b]
    at = differing[0]
    x, y = pairs[at]
    if isinstance(first[at], str) and isinstance(second[at], str):
        excerpts = text_mismatch(path, first[at], second[at])
        x, y = excerpts.first, excerpts.second
    moved = {pairs[position][0] for position in differing}
    same = sorted(a for a, _ in pairs) == sorted(b for _, b in pairs)
    kind = "order" if same and 2 * len(moved) >= len(differing) else "text"
    return Mismatch(path, kind, x, y, len(differing), len(first), index=unravel(at, shape))


def _shown(value: Any) -> str:
    return float_text(value) if isinstance(value, float) else repr(value)


def unravel(position: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The index in a shape that a position in C order stands for."""
    index: list[int] = []
    for length in reversed(shape):
        position, place = divmod(position, length)
        index.append(place)
    return tuple(reversed(index))


def _excerpt(text: str, at: int) -> str:
    start = max(0, at - BEFORE) if len(text) > MAX_SHOWN else 0
    part = text[start : start + MAX_SHOWN - BEFORE]
    return f"{'…' if start else ''}{part!r}{'…' if start + len(part) < len(text) else ''}"


def _first_difference(first: memoryview, second: memoryview) -> int:
    length = min(len(first), len(second))
    for start in range(0, length, STEP):
        a, b = bytes(first[start : start + STEP]), bytes(second[start : start + STEP])
        if a[: length - start] != b[: length - start]:
            return start + _parting(a, b)
    return length


def _parting(first: str | bytes, second: str | bytes) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(first), len(second)))
