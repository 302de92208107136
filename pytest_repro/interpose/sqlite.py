"""The random numbers of SQLite, which seeds itself from the system, in C."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.tap import Tap


def tap_sqlite(sqlite3: Any, patches: Patches, tap: Tap) -> None:
    """Let every new connection ask us for ``random()`` and ``randomblob(n)``."""
    fresh, real = os.urandom, sqlite3.connect

    def number() -> int:
        return tap.ask("SQLite random()", lambda: int.from_bytes(fresh(8), "big", signed=True))

    def blob(size: Any) -> bytes:
        return tap.ask("SQLite randomblob()", lambda: fresh(max(int(size or 0), 1)), bytes.hex, bytes.fromhex)

    @functools.wraps(real)
    def connect(*args: Any, **kwargs: Any) -> Any:
        connection = real(*args, **kwargs)
        connection.create_function("random", 0, number)
        connection.create_function("randomblob", 1, blob)
        return connection

    for module in (sqlite3, sqlite3.dbapi2):
        patches.set(module, "connect", connect)
