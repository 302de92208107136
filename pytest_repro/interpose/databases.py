"""Files of SQLite: it opens them in C, so what it is asked to connect to is looked at."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from pytest_repro.interpose.overlay import Overlay
    from pytest_repro.interpose.patches import Patches

_URI = "file:"


def file_of(database: Any) -> str:
    """The file that ``sqlite3.connect`` opens, which may be named by a URI; empty for one in memory."""
    try:
        text = os.fsdecode(database)
    except TypeError:
        return ""
    if not text.startswith(_URI):
        return "" if text == ":memory:" else text
    parts = urlsplit(text)
    return "" if "mode=memory" in parts.query else unquote(parts.path)


def connect_instead(sqlite3: Any, patches: Patches, overlay: Overlay) -> None:
    """Let connections go to the file that the overlay has in the place of another."""
    real = sqlite3.connect

    @functools.wraps(real)
    def connect(database: Any, *args: Any, **kwargs: Any) -> Any:
        file = file_of(database)
        # Whether it will be written to is not said: it is taken for a file that is read, and then written.
        instead = overlay.instead_of(file, "a+") if file else None
        return real(database if instead is None else _named_alike(database, instead), *args, **kwargs)

    for module in (sqlite3, sqlite3.dbapi2):
        patches.set(module, "connect", connect)


def _named_alike(database: Any, file: str) -> str:
    text = os.fsdecode(database)
    return urlsplit(text)._replace(path=quote(file)).geturl() if text.startswith(_URI) else file
