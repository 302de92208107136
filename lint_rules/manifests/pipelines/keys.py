"""Pipelines in which a key says what its value is, wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.entries import Entry
    from lint_rules.manifests.formats.yaml import Node
    from lint_rules.manifests.pipelines.parts import Parts


@dataclass(frozen=True)
class Keys:
    """`images`: references, lists of them, or mappings with `name` or `image`. `scripts`: texts or lists."""

    images: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


def entries(parts: Parts, root: Node, keys: Keys) -> Iterator[Entry]:
    """What stands under the keys, in the order of the file."""
    known = variables(root)
    for node in root.walk():
        for key, value in node.values.items():
            if key in keys.images:
                for holder in value.items or [value]:
                    image = holder.get("name") or holder.get("image") if holder.values else holder
                    yield from parts.image(image, known)
            elif key in keys.scripts or (key.endswith("_script") and "*_script" in keys.scripts):
                yield from parts.commands(_script(value))


def variables(root: Node) -> dict[str, str]:
    """The values of `variables:`, as GitLab and Azure write them."""
    holder = root.get("variables")
    found: dict[str, str] = {}
    for name, value in holder.values.items() if holder is not None else ():
        text = value.string_at("value") if value.values else value.string
        if text is not None:
            found[name] = text
    return found


def _script(value: Node) -> Node | None:
    """`run: {command: …}` of CircleCI."""
    return value.get("command") if value.values else value
