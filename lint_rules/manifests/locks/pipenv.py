"""`Pipfile.lock`, which holds a hash of the Pipfile."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats.faults import from_json, refuse_conflicts
from lint_rules.manifests.locks.state import LockState, differing, versions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lint_rules.manifests.project.wanted import Wanted

NAME = "Pipfile.lock"
REMEDY = "pipenv lock"
_NO_CATEGORY = frozenset(
    {"source", "packages", "dev-packages", "requires", "scripts", "pipfile", "pipenv", "default", "develop"}
)


def load(text: str) -> dict[str, Any]:
    """The lock's data. Raises `UnreadableError`."""
    refuse_conflicts(text)
    try:
        data = json.loads(text)
    except ValueError as error:
        raise from_json(error) from None
    except RecursionError:
        raise UnreadableError("is not valid JSON: nested too deeply") from None
    if not isinstance(data, dict):
        raise UnreadableError("is no lock of pipenv: it holds no object")
    return data


def state(text: str, pipfile: dict[str, Any], wanted: Sequence[Wanted]) -> LockState:
    data = load(text)
    versions = versions_of(_versions(data))
    meta = data.get("_meta")
    found = meta.get("hash") if isinstance(meta, dict) else None
    held = found.get("sha256") if isinstance(found, dict) else None
    fresh = held == _hash(pipfile)
    names = () if fresh else differing(wanted, versions)
    return LockState(NAME, "hash", not fresh, names, REMEDY, versions)


def _versions(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for category, packages in data.items():
        if category == "_meta" or not isinstance(packages, dict):
            continue
        for name, package in packages.items():
            version = package.get("version", "") if isinstance(package, dict) else ""
            yield name, str(version).removeprefix("==")


def _hash(pipfile: dict[str, Any]) -> str:
    content: dict[str, Any] = {
        "_meta": {"sources": pipfile.get("source", []), "requires": pipfile.get("requires", {})},
        "default": pipfile.get("packages", {}),
        "develop": pipfile.get("dev-packages", {}),
    }
    content.update({key: value for key, value in pipfile.items() if key not in _NO_CATEGORY})
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()
