"""Tasks of SkyPilot: any YAML file with `resources`, and commands under `setup` or `run`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats.yaml import documents
from lint_rules.manifests.images.reference import Image
from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node

GUESSES = True

_RESOURCES = re.compile(r"^resources:\s", re.MULTILINE)
_COMMANDS = re.compile(r"^(?:setup|run):\s", re.MULTILINE)
_OF_DOCKER = "docker:"


def matches(path: PurePath) -> bool:
    return path.suffix in (".yml", ".yaml")


def read(manifest: Manifest) -> Iterator[Entry]:
    text = manifest.text
    if not _RESOURCES.search(text) or not _COMMANDS.search(text):
        return
    parts = Parts(manifest)
    try:
        for root in documents(text):
            yield from _task(parts, root)
    except UnreadableError:
        return  # another kind of file, of which somebody else knows


def _task(parts: Parts, root: Node) -> Iterator[Entry]:
    resources = root.get("resources")
    for node in resources.walk() if resources is not None else ():
        image = node.get("image_id")
        if image is not None and (image.string or "").startswith(_OF_DOCKER):
            yield Image(parts.span(image), (image.string or "").removeprefix(_OF_DOCKER))
    for key in ("setup", "run"):
        script = root.get(key)
        if script is not None and script.text is not None:
            yield from parts.commands(script)
