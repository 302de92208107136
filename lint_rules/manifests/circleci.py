"""CircleCI's pipelines, `.circleci/*.yml`. Images of whole machines are not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.pipelines.keys import Keys, entries
from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest

_KEYS = Keys(images=("docker",), scripts=("run",))


def matches(path: PurePath) -> bool:
    return path.suffix in (".yml", ".yaml") and ".circleci" in path.parts[:-1]


def read(manifest: Manifest) -> Iterator[Entry]:
    parts = Parts(manifest)
    for root in parts.documents():
        yield from entries(parts, root, _KEYS)
