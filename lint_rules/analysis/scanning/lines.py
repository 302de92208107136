"""Lines as Python counts them."""

from __future__ import annotations

import re

# Not `str.splitlines`, which also splits at form feeds and Unicode separators.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def split_lines(text: str) -> list[str]:
    return _LINE.findall(text)
