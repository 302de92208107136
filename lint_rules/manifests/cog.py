"""Cog's `cog.yaml`. `image` is the name of what gets built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest


def matches(path: PurePath) -> bool:
    return path.name in ("cog.yaml", "cog.yml")


def read(manifest: Manifest) -> Iterator[Entry]:
    parts = Parts(manifest)
    for root in parts.documents():
        yield from parts.packages("pip", "python_packages", root.get("build", "python_packages"))
        yield from parts.packages("apt", "system_packages", root.get("build", "system_packages"))
        for step in root.each("build", "run"):
            yield from parts.commands(step.get("command") if step.values else step)
