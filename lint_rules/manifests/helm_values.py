"""Values of Helm charts, `values*.yaml`. Where they give no tag, the chart has its own default."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats.yaml import documents
from lint_rules.manifests.images.reference import Image, is_moving
from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node

GUESSES = True

_NAME = re.compile(r"(?:.*[-_.])?values(?:[-_.].*)?\.ya?ml")
_TAGGED = re.compile(r":(?P<tag>[\w][\w.-]*)$")


def matches(path: PurePath) -> bool:
    return bool(_NAME.fullmatch(path.name))


def read(manifest: Manifest) -> Iterator[Entry]:
    if "image" not in manifest.text.lower():
        return
    parts = Parts(manifest)
    try:
        for root in documents(manifest.text):
            for node in root.walk():
                yield from _images(parts, node)
    except UnreadableError:
        if manifest.neighbour("Chart.yaml") is not None:
            raise


def _images(parts: Parts, node: Node) -> Iterator[Image]:
    name, tag = node.string_at("repository") or node.string_at("image"), node.get("tag")
    if name and tag is not None and tag.string and not node.string_at("digest"):
        yield Image(parts.span(tag), f"{name}:{tag.string}")
    for key, value in node.values.items():
        text = value.string or ""
        found = _TAGGED.search(text) if key.lower().endswith("image") else None
        if found is not None and is_moving(found["tag"]) and "@" not in text:
            yield from parts.image(value)
