"""Compose files: `compose*.yml`, `docker-compose*.yml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node

_NAME = re.compile(r"(?:.*[-_.])?(?:docker-)?compose(?:[-_.].*)?\.ya?ml")


def matches(path: PurePath) -> bool:
    return bool(_NAME.fullmatch(path.name))


def read(manifest: Manifest) -> Iterator[Entry]:
    """Images that are pulled, and commands handed to a shell. What a service builds, it names itself."""
    parts = Parts(manifest)
    for root in parts.documents():
        services = root.get("services")
        found = list(services.values.values()) if services is not None else []
        built = {service.string_at("image") for service in found if service.get("build") is not None}
        for service in found:
            yield from _service(parts, service, built)


def _service(parts: Parts, service: Node, built: set[str]) -> Iterator[Entry]:
    image = service.get("image")
    never = service.string_at("pull_policy") in ("never", "build")
    if image is not None and image.string not in built and not never:
        yield from parts.image(image)
    for key in ("entrypoint", "command"):
        yield from parts.arguments(service.get("entrypoint") if key == "command" else None, service.get(key))
