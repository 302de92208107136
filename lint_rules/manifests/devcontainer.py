"""Development containers: `devcontainer.json`, which is JSON with comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.formats.jsonc import load
from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest

_MOMENTS = ("initialize", "onCreate", "updateContent", "postCreate", "postStart", "postAttach")


def matches(path: PurePath) -> bool:
    return path.name in ("devcontainer.json", ".devcontainer.json")


def read(manifest: Manifest) -> Iterator[Entry]:
    """The image, and the commands that set the container up: a text, a list of words, or several of these."""
    root = load(manifest.text)
    if root is None:
        return
    parts = Parts(manifest)
    yield from parts.image(root.get("image"))
    for moment in _MOMENTS:
        command = root.get(f"{moment}Command")
        for one in [] if command is None else list(command.values.values()) or [command]:
            yield from parts.arguments(one) if one.items else parts.commands(one)
