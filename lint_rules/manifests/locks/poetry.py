"""`poetry.lock`, which holds a hash of those parts of `pyproject.toml` that matter to it."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lint_rules.manifests.locks.packages import named_versions
from lint_rules.manifests.locks.state import LockState, differing, versions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lint_rules.manifests.formats.toml import Document
    from lint_rules.manifests.project.wanted import Wanted

NAME = "poetry.lock"
REMEDY = "poetry lock"
_HASH = re.compile(r"""^content-hash\s*=\s*["']([0-9a-f]+)["']""", re.MULTILINE)
_LEGACY = ("dependencies", "source", "extras", "dev-dependencies")
_PROJECT = ("requires-python", "dependencies", "optional-dependencies")


def state(text: str, document: Document, wanted: Sequence[Wanted]) -> LockState:
    versions = versions_of(named_versions(text))
    held = _HASH.search(text)
    fresh = held is not None and held[1] in _hashes(document)
    relevant = [one for one in wanted if one.role not in ("build", "environment")]
    names = () if fresh else differing(relevant, versions)
    return LockState(NAME, "hash", not fresh, names, REMEDY, versions)


def _hashes(document: Document) -> Iterator[str]:
    """As each version of Poetry computes it, from what it knows of."""
    for legacy in (_LEGACY, _LEGACY[:3], _LEGACY[:1] + _LEGACY[3:]):
        for groups in (True, False):
            content = _relevant(document, legacy, groups)
            yield sha256(_json(content)).hexdigest()


def _relevant(document: Document, legacy: tuple[str, ...], with_groups: bool) -> dict[str, Any]:
    """Before Poetry 2 only its own table counted; groups of the standard count since 2.2."""
    project = {k: v for k in _PROJECT if (v := document.table("project").get(k)) is not None}
    groups = document.table("dependency-groups") if with_groups else {}
    own = document.table("tool", "poetry")
    standard = bool(project or groups)
    poetry = {k: own.get(k) for k in legacy if k in own or not standard}
    if "group" in own:
        poetry["group"] = own["group"]
    if not standard:
        return poetry
    content: dict[str, Any] = {"tool": {"poetry": poetry}}
    content.update({"project": project} if project else {})
    content.update({"dependency-groups": groups} if groups else {})
    return content


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, default=str).encode()
