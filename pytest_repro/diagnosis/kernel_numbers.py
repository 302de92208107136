"""Numbers that the kernel gives: of child processes, of free ports, of open files.

A program goes on with them, so each trial gets true ones, and no replay gives those of another again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.diagnosis.statements import statement_at

if TYPE_CHECKING:
    from pytest_repro.diagnosis.taint import Root

_ASKING = {
    "pid": "the number of a child process",
    "getsockname": "the number of a free port",
    "server_address": "the number of a free port",
    "server_port": "the number of a free port",
    "fileno": "the number of an open file",
}
"""Attributes and methods that tell them, and what they tell."""


def asked_for(root: Root) -> tuple[str, str]:
    """The part of the environment, if it is one, and the number that a line asks for; empty for none."""
    asked = sorted(statement_at(root.file, root.line).attributes & set(_ASKING))
    return ("pid" if asked[0] == "pid" else "", _ASKING[asked[0]]) if asked else ("", "")
