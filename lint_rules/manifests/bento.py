"""BentoML's `bentofile.yaml`. Its locks are made while it builds: the next build may lock others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest


def matches(path: PurePath) -> bool:
    return path.name in ("bentofile.yaml", "bentofile.yml")


def read(manifest: Manifest) -> Iterator[Entry]:
    parts = Parts(manifest)
    for root in parts.documents():
        yield from parts.packages("pip", "packages", root.get("python", "packages"))
        yield from parts.packages("conda", "dependencies", root.get("conda", "dependencies"))
        yield from parts.packages("apt", "system_packages", root.get("docker", "system_packages"))
        yield from parts.image(root.get("docker", "base_image"))
