"""Writing fixed texts to their files."""

from __future__ import annotations

import codecs
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from lint_rules.analysis.reading import sources
from lint_rules.errors import LintError


def write(path: Path, before: str, after: str) -> None:
    """Replace the text of a file at once; its encoding, byte order mark, mode and the links to it stay.

    Raises `LintError` where it cannot be written, or no longer holds what was linted.
    """
    target = Path(os.path.realpath(path))
    try:
        data = target.read_bytes()
        if sources.decode(data) != before:
            raise LintError(f"{path}: changed while it was linted, so it was not fixed; run again")
        _replace(target, encoded(after, data))
    except OSError as error:
        raise LintError(f"{path}: cannot be written: {error.strerror}") from None


def encoded(text: str, like: bytes) -> bytes:
    """A text in the encoding of what it stands for, with its byte order mark."""
    if like.startswith(codecs.BOM_UTF8):
        return codecs.BOM_UTF8 + text.encode("utf-8")
    return text.encode(sources.declared_encoding(like))


def _replace(target: Path, data: bytes) -> None:
    """A reader finds the old content or the new one, never a part."""
    if not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied")
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        status = target.stat()
        with suppress(OSError):
            os.chown(name, status.st_uid, status.st_gid)
        Path(name).chmod(status.st_mode & 0o7777)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
