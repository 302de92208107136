"""Environments, jobs, components and deployments of Azure Machine Learning, known by their `$schema`.

What is named by `conda_file` is read as such; where it stands in the file itself it is read here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests import conda_environment
from lint_rules.manifests.formats.yaml import documents
from lint_rules.manifests.images.environments import newest
from lint_rules.manifests.images.reference import Image
from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node

GUESSES = True

_SCHEMA = re.compile(r"^\$schema:\s*['\"]?https?://azuremlschemas", re.MULTILINE)


def matches(path: PurePath) -> bool:
    return path.suffix in (".yml", ".yaml")


def read(manifest: Manifest) -> Iterator[Entry]:
    if not _SCHEMA.search(manifest.text):
        return
    parts = Parts(manifest)
    try:
        for root in documents(manifest.text):
            for node in root.walk():
                yield from _entries(parts, node)
    except UnreadableError:
        return  # another kind of file, of which somebody else knows


def _entries(parts: Parts, node: Node) -> Iterator[Entry]:
    yield from parts.image(node.get("image"))
    yield from parts.commands(node.get("command"))
    named = node.get("environment")
    reference = newest(named.string or "") if named is not None else None
    if named is not None and reference is not None:
        yield Image(parts.span(named), reference)
    inline = node.get("conda_file", "dependencies")
    if inline is not None and inline.items:
        yield from conda_environment.entries(parts.manifest, inline)
