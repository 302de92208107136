"""GitLab's pipelines: `.gitlab-ci.yml`, `*.gitlab-ci.yml`, and what lies below `.gitlab`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.pipelines.keys import Keys, entries
from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest

_KEYS = Keys(images=("image", "services"), scripts=("script", "before_script", "after_script"))


def matches(path: PurePath) -> bool:
    if path.suffix not in (".yml", ".yaml"):
        return False
    return path.stem.endswith("gitlab-ci") or ".gitlab" in path.parts[:-1]


def read(manifest: Manifest) -> Iterator[Entry]:
    parts = Parts(manifest)
    for root in parts.documents():
        yield from entries(parts, root, _KEYS)
