"""`pdm.lock`, which holds a hash of those parts of `pyproject.toml` that matter to it."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name

from lint_rules.manifests.locks.packages import named_versions
from lint_rules.manifests.locks.state import LockState, differing, versions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lint_rules.manifests.formats.toml import Document
    from lint_rules.manifests.project.wanted import Wanted

NAME = "pdm.lock"
REMEDY = "pdm lock"
_HASH = re.compile(r"""^content_hash\s*=\s*["']sha256:([0-9a-f]+)["']""", re.MULTILINE)


def state(text: str, document: Document, wanted: Sequence[Wanted]) -> LockState:
    versions = versions_of(named_versions(text))
    held = _HASH.search(text)
    workspace = bool(document.table("tool", "pdm", "workspace"))  # its hash is made of the members' as well
    fresh = held is not None and (workspace or held[1] in _hashes(document))
    relevant = [one for one in wanted if one.role not in ("build", "environment")]
    names = () if fresh else differing(relevant, versions)
    return LockState(NAME, "hash", not fresh, names, REMEDY, versions)


def _hashes(document: Document) -> Iterator[str]:
    """As each version of PDM computes it: with groups of the standard or without, and its own resolution."""
    tool = document.table("tool", "pdm")
    project = document.table("project")
    resolution = tool.get("resolution", {})
    overrides = resolution.get("overrides", {}) if isinstance(resolution, dict) else {}
    for groups in (_groups(document), tool.get("dev-dependencies", {})):
        for more in ({"resolution": resolution}, {"overrides": overrides}, {}):
            content = {
                "sources": tool.get("source", []),
                "dependencies": project.get("dependencies", []),
                "dev-dependencies": groups,
                "optional-dependencies": project.get("optional-dependencies", {}),
                "requires-python": project.get("requires-python", ""),
                **more,
            }
            yield sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _groups(document: Document) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for table in (document.table("dependency-groups"), document.table("tool", "pdm", "dev-dependencies")):
        for group, items in table.items():
            if isinstance(items, list):
                found[canonicalize_name(group)] = found.get(canonicalize_name(group), []) + items
    return found
