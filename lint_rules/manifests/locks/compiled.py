"""Requirements compiled by pip-tools or uv from other files, and `pylock.toml`: lists of exact versions.

They hold no hash of what they were made from, so they fit when each name asked for is there at a version that
is allowed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement

from lint_rules.manifests.locks.packages import named_versions
from lint_rules.manifests.locks.state import LockState, differing, versions_of
from lint_rules.manifests.python.files import requirements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lint_rules.manifests.project.wanted import Wanted
    from lint_rules.model import Level

_GENERATED = re.compile(r"^#.*\b(?:auto)?generated\b.*", re.MULTILINE)
_COMMAND = re.compile(r"^#\s+((?:\S+/)?(?:uv pip compile|pip-compile|pip compile)\b.*)$", re.MULTILINE)
_HEAD = 4000


def command(text: str) -> str:
    """The command that made a requirements file, '' where none did."""
    match = _COMMAND.search(text, 0, _HEAD)
    return match[1].strip() if match is not None and _GENERATED.search(text, 0, _HEAD) else ""


def made_from(text: str, name: str) -> bool:
    """Whether a requirements file was compiled from a file of that name."""
    return name in re.split(r"[\s/=]+", command(text))


def state(file: str, text: str, wanted: Sequence[Wanted]) -> LockState:
    """Of a compiled requirements file. Extras and groups may have been left out of it on purpose."""
    entries = list(requirements(text))
    versions = versions_of((listed.judgement.name, _version(listed.line.requirement)) for listed in entries)
    level: Level = "hash" if entries and all(e.judgement.level == "hash" for e in entries) else "exact"
    names = differing(_compiled(wanted, command(text)), versions)
    return LockState(file, level, bool(names), names, command(text) or "pip-compile", versions)


def pylock_state(file: str, text: str, wanted: Sequence[Wanted]) -> LockState:
    versions = versions_of(named_versions(text, "packages"))
    relevant = [one for one in wanted if one.role == "runtime"]
    names = differing(relevant, versions)
    return LockState(file, "hash", bool(names), names, "pip lock", versions)


def _compiled(wanted: Sequence[Wanted], how: str) -> Iterator[Wanted]:
    extras = "--all-extras" in how
    for one in wanted:
        if one.role == "runtime" or (one.role == "optional" and extras):
            yield one


def _version(requirement: str) -> str:
    try:
        specifiers = list(Requirement(requirement).specifier)
    except InvalidRequirement:
        return ""
    return specifiers[0].version if len(specifiers) == 1 and specifiers[0].operator.startswith("==") else ""
