"""Ray's jobs, applications and clusters: `runtime_env` in any YAML file, and how a cluster is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats.yaml import documents
from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node

GUESSES = True

_COMMANDS = ("initialization", "setup", "head_setup", "worker_setup", "head_start_ray", "worker_start_ray")


def matches(path: PurePath) -> bool:
    return path.suffix in (".yml", ".yaml")


def read(manifest: Manifest) -> Iterator[Entry]:
    text = manifest.text
    if "runtime_env" not in text and not ("cluster_name:" in text and "setup_commands:" in text):
        return
    parts = Parts(manifest)
    try:
        for root in documents(text):
            yield from _entries(parts, root)
    except UnreadableError:
        return  # another kind of file, of which somebody else knows


def _entries(parts: Parts, root: Node) -> Iterator[Entry]:
    for node in root.walk():
        for pip in (node.get("runtime_env", "pip"), node.get("runtime_env", "uv")):
            yield from parts.packages("pip", "runtime_env", pip.get("packages") or pip if pip else None)
    if "cluster_name" in root.values:
        yield from parts.image(root.get("docker", "image"))
        for name in _COMMANDS:
            yield from parts.commands(root.get(f"{name}_commands"))
