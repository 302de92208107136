"""Objects of Kubernetes and of what extends it: Kubeflow, KServe, Argo, Tekton, Ray, Spark.

Any YAML file may hold them, so the text decides: it has `apiVersion` and `kind`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats.yaml import documents, load_all
from lint_rules.manifests.images.reference import Image, judge
from lint_rules.manifests.pipelines.parts import Parts, is_template
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node

GUESSES = True

_KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml")
_MOST_KUSTOMIZATIONS = 100

_OBJECT = re.compile(r"^apiVersion:.*?^kind:|^kind:.*?^apiVersion:", re.MULTILINE | re.DOTALL)
_INTERESTING = re.compile(r"\bimage|\bnewTag|runtimeEnvYAML|\.(?:ba)?sh:|\b(?:script|source|command|args):")
_BETWEEN = re.compile(r"^(?=---(?:\s|$))", re.MULTILINE)
_DEFINITION = re.compile(r"^kind:\s*['\"]?CustomResourceDefinition\b", re.MULTILINE)
# Below these keys stand descriptions, values of others and what the cluster reports.
_PASSED_OVER = frozenset(["metadata", "data", "stringData", "status", "openAPIV3Schema", "schema"])
_VERSION = re.compile(r"(?::[\w][\w.-]*)?(?:@.*)?$")
_IMAGE_LINE = re.compile(
    r"^[ \t]*(?:-[ \t]+)?image:[ \t]*(['\"]?)(?P<image>[\w./:@-]+)\1[ \t]*(?:#.*)?$", re.MULTILINE
)


def matches(path: PurePath) -> bool:
    return path.suffix in (".yml", ".yaml")


def read(manifest: Manifest) -> Iterator[Entry]:
    text = manifest.text
    if not _OBJECT.search(text) or not _INTERESTING.search(text):
        return
    parts = Parts(manifest)
    replaced = cache(lambda: _replaced(manifest))
    try:
        for root in documents(_interesting(text)):
            if "apiVersion" in root.values:
                yield from _object(parts, root, replaced)
    except UnreadableError:
        if not is_template(manifest):
            raise
        yield from _lines(text)


def _interesting(text: str) -> str:
    """The text with blank lines where documents stand that name no image: some are huge."""
    kept = [chunk if _is_interesting(chunk) else "\n" * chunk.count("\n") for chunk in _BETWEEN.split(text)]
    return "".join(kept)


def _is_interesting(chunk: str) -> bool:
    return bool(_INTERESTING.search(chunk)) and not _DEFINITION.search(chunk)


def _object(parts: Parts, root: Node, replaced: Callable[[], set[str]]) -> Iterator[Entry]:
    """All containers, however deep, for every kind of object has its own way to them, and mounted scripts."""
    data = root.get("data") if root.string_at("kind") == "ConfigMap" else None
    for key, value in data.values.items() if data is not None else ():
        yield from parts.commands(value) if key.endswith((".sh", ".bash")) else ()
    pending = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield from _container(parts, node, replaced)
        below = [value for key, value in node.values.items() if key not in _PASSED_OVER]
        pending.extend(reversed([*node.items, *below]))


def _container(parts: Parts, node: Node, replaced: Callable[[], set[str]]) -> Iterator[Entry]:
    image = node.get("image")
    if image is not None and image.string and node.string_at("imagePullPolicy") != "Never":
        moving = judge(image.string)[0] == "none"
        if not (moving and _VERSION.sub("", image.string) in replaced()):
            yield from parts.image(image)
    if "newTag" in node.values and node.string_at("newTag"):
        new = node.values["newTag"]
        yield Image(parts.span(new), f"{node.string_at('newName') or node.string_at('name')}:{new.string}")
    yield from parts.arguments(node.get("command"), node.get("args"))
    for key in ("script", "source"):
        script = node.get(key)
        if script is not None and script.text and image is not None:
            yield from _source(parts, node, script)


def _source(parts: Parts, node: Node, script: Node) -> Iterator[Entry]:
    """Argo's `source` belongs to `command`, Tekton's `script` to its first line."""
    command = node.get("command")
    words = [item.text or "" for item in command.items] if command is not None else ["sh"]
    if any(word.rpartition("/")[2] in ("sh", "bash", "ash", "dash") for word in words):
        yield from parts.commands(script)


def _replaced(manifest: Manifest) -> set[str]:
    """The names of images that a Kustomization gives a tag or a digest.

    It lies beside the file, or in a folder beside that one if both are of a Kustomization, or, where the file
    lies below a folder `base`, anywhere beside that.
    """
    names: set[str] = set()
    for path in _kustomizations(manifest):
        text = manifest.neighbour(path)
        if text is None or "images:" not in text:
            continue
        with suppress(UnreadableError):  # is said of that file
            for root in load_all(text):
                changed = [i for i in root.each("images") if i.get("newTag") or i.get("digest")]
                names |= {item.string_at("name") for item in changed}
    return names


def _kustomizations(manifest: Manifest) -> list[str]:
    folder = manifest.path.parent
    found = [str(folder / name) for name in _KUSTOMIZATIONS if manifest.path.name != name]
    if any((folder / name).is_file() for name in _KUSTOMIZATIONS):
        around = [path for name in _KUSTOMIZATIONS for path in folder.parent.glob(f"*/{name}")]
        found += sorted(str(path) for path in around)[:_MOST_KUSTOMIZATIONS]
    base = next((above for above in manifest.path.parents if above.name == "base"), None)
    if base is not None and manifest.root in base.parents:
        deep = ("*/" * depth + name for name in _KUSTOMIZATIONS for depth in (1, 2, 3))
        beside = [path for pattern in deep for path in base.parent.glob(pattern)]
        found += sorted(str(path) for path in beside)[:_MOST_KUSTOMIZATIONS]
    return found


def _lines(text: str) -> Iterator[Image]:
    """What a template holds as it stands: `image: name:tag` on a line of its own."""
    for found in _IMAGE_LINE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        start = found.start("image") - (text.rfind("\n", 0, found.start("image")) + 1)
        yield Image(Span(line, start + 1, line, start + 1 + len(found["image"])), found["image"])
