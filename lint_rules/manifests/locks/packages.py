"""The `[[package]]` tables of lock files in TOML, read without parsing thousands of hashes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"""^name\s*=\s*["']([^"'\n]+)["']""", re.MULTILINE)
_VERSION = re.compile(r"""^version\s*=\s*["']([^"'\n]+)["']""", re.MULTILINE)


def tables(text: str, header: str = "package") -> list[str]:
    """The text of each table of an array, its subtables included."""
    parts = re.split(rf"^\[\[{header}\]\][ \t]*\r?$", text, flags=re.MULTILINE)
    return [_own(part, header) for part in parts[1:]]


def named_versions(text: str, header: str = "package") -> Iterator[tuple[str, str]]:
    """Names and versions; packages that are built from a folder may have no version."""
    for table in tables(text, header):
        name, version = _NAME.search(table), _VERSION.search(table)
        if name is not None:
            yield name[1], version[1] if version is not None else ""


def _own(part: str, header: str) -> str:
    """Up to the next table that does not belong to this one: the last package runs into what follows."""
    for match in re.finditer(r"^\[+([A-Za-z0-9_-]+)", part, re.MULTILINE):
        if match[1] not in (header, header.rstrip("s"), f"{header}s"):
            return part[: match.start()]
    return part
