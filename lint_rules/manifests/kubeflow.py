"""Kubeflow's components (`implementation.container`) and compiled pipelines (`deploymentSpec.executors`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node
    from lint_rules.manifests.shell.commands import Command

GUESSES = True


def matches(path: PurePath) -> bool:
    return path.suffix in (".yml", ".yaml")


def read(manifest: Manifest) -> Iterator[Entry]:
    text = manifest.text
    component = "implementation:" in text and "container:" in text
    if not component and not ("deploymentSpec:" in text and "executors:" in text):
        return
    parts = Parts(manifest)
    for root in parts.documents():
        executors = root.get("deploymentSpec", "executors")
        holders = [root.get("implementation")] + (list(executors.values.values()) if executors else [])
        for holder in holders:
            container = holder.get("container") if holder is not None else None
            if container is not None:
                yield from _container(parts, container)


def _container(parts: Parts, container: Node) -> Iterator[Entry]:
    yield from parts.image(container.get("image"))
    for command in parts.arguments(container.get("command"), container.get("args")):
        if not _is_of_the_compiler(command):
            yield command


def _is_of_the_compiler(command: Command) -> bool:
    """The compiler has every component install `kfp` itself, and pip where there is none."""
    words = [word.value for word in command.words]
    return any(word.startswith("kfp==") for word in words) or "python3-pip" in words
