"""What a shell command installs, with what the file around it says of versions."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from lint_rules.manifests.installs import conda, maven, python, system
from lint_rules.manifests.python.files import pinned
from lint_rules.manifests.shell.programs import program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lint_rules.manifests.installs.packages import Install
    from lint_rules.manifests.shell.commands import Command
    from lint_rules.model import Level

# Archives as they were at some date, and constraints that hold for every command.
_SNAPSHOT = re.compile(r"snapshot(?:-cloudflare)?\.(?:debian|ubuntu)\.(?:org|com)")
_CONSTRAINED = re.compile(
    r"\b(?:PIP_CONSTRAINT|UV_CONSTRAINT|UV_EXCLUDE_NEWER|PIP_NO_INDEX)(?:=|:?[ \t]+)[\"']?[\w/.$]"
)


class Around(Protocol):
    """The file that holds a command."""

    @property
    def text(self) -> str: ...

    @property
    def shown(self) -> str: ...

    def neighbour(self, name: str) -> str | None: ...


def install_of(command: Command, around: Around) -> Install | None:
    """What a command installs, or None where it is no installation or the file fixes the versions."""
    name, arguments = program(command)
    if not name or not arguments:
        return None
    found = system.install(name, arguments)
    if found is not None:
        return None if name in ("apt", "apt-get", "aptitude") and _is_dated(around.text) else found
    if name in ("pip", "uv", "uvx") and _is_constrained(around.text):
        return None
    return (
        conda.install(name, arguments)
        or maven.install(name, arguments)
        or python.install(name, arguments, lambda file: _constraints(file, around))
    )


@lru_cache(maxsize=8)  # asked for each command of a file
def _is_dated(text: str) -> bool:
    return _SNAPSHOT.search(text) is not None


@lru_cache(maxsize=8)
def _is_constrained(text: str) -> bool:
    return _CONSTRAINED.search(text) is not None


def _constraints(name: str, around: Around) -> Mapping[str, Level] | None:
    """What a constraints file pins, or None where it cannot be read."""
    if "://" in name or "$" in name:
        return None
    folder = posixpath.dirname(around.shown)
    up = "../" * (folder.count("/") + 1) if folder else ""
    for candidate in (name, f"{up}{name}", posixpath.basename(name)):
        text = around.neighbour(candidate)
        if text is not None:
            return pinned(text, around.neighbour)
    return None
