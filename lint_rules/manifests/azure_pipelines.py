"""Azure's pipelines: `azure-pipelines*.yml`, and what lies in `.azure-pipelines` or `.azuredevops`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.images.reference import Image
from lint_rules.manifests.pipelines.keys import Keys, entries
from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node

_FOLDERS = (".azure-pipelines", ".azuredevops", "azure-pipelines")
_KEYS = Keys(images=("container", "image"), scripts=("script", "bash", "inlineScript"))


def matches(path: PurePath) -> bool:
    if path.suffix not in (".yml", ".yaml"):
        return False
    return path.stem.lower().startswith("azure-pipeline") or any(f in path.parts[:-1] for f in _FOLDERS)


def read(manifest: Manifest) -> Iterator[Entry]:
    parts = Parts(manifest)
    for root in parts.documents():
        names = _names(root)
        for entry in entries(parts, root, _KEYS):
            # `container: x` names an image, or what `resources` call x.
            if not isinstance(entry, Image) or entry.reference not in names:
                yield entry


def _names(root: Node) -> list[str]:
    return [node.string_at("container") for node in root.walk() if "image" in node.values]
