"""One reference to an image: `registry/name:tag@sha256:…`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.entries import Entry

if TYPE_CHECKING:
    from lint_rules.model import Level

_DIGEST = re.compile(r"@(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$", re.IGNORECASE)
_TAG = re.compile(r":([\w][\w.-]{0,127})$")
# What a template, a pipeline or a shell puts in later.
_OPEN = re.compile(r"\$|\{\{|\{%|<<|>>|%[(\w]|@@|\{\w*\}|__\w+__|<[\w -]+>")
_NAME = re.compile(r"[a-z0-9]+(?:[._:/-]+[a-z0-9]+)*/?", re.IGNORECASE)
# What gets built from source, and what Kubeflow puts where it will put the image later.
_BUILT = re.compile(r"://|should-be-overridden")
# Words of tags that say which variant it is, and not which version.
_MOVING_WORDS = """
    latest nightly edge main master trunk head dev devel develop development rolling stable lts current
    canary snapshot unstable testing
"""
_VARIANT_WORDS = """
    slim alpine dind rootless gpu cpu cuda full base runtime jupyter py3 amd64 arm64 linux windowsservercore
    nanoserver ubuntu debian fpm jdk jre onbuild minimal notebook nonroot debug static
"""
_MOVING = frozenset(_MOVING_WORDS.split())
_VARIANTS = frozenset(_VARIANT_WORDS.split())
_DATED = re.compile(r"\d{6,}|\d{4}[-.]\d{2}|[0-9a-f]{7,40}")


@dataclass(frozen=True)
class Image(Entry):
    """An image that a manifest asks for, with the variables replaced whose value is known."""

    reference: str


def judge(reference: str) -> tuple[Level, str]:
    """How narrowly a reference fixes an image, and why no narrower.

    A tag counts as one version, although it can be moved; only a digest fixes the bytes. What is not known
    before the pipeline runs has nothing to pin, and neither has what gets built (`ko://…`): level `hash`.
    """
    reference = reference.strip().removeprefix("docker://").removeprefix("docker-image://")
    if not reference or reference == "scratch" or _DIGEST.search(reference) or _BUILT.search(reference):
        return "hash", ""
    last = reference.rpartition("/")[2]
    tag = _TAG.search(last)
    if tag is not None and is_moving(tag[1]):
        return "none", f"has the tag `{tag[1]}`, which moves with every release; name a version"
    if _OPEN.search(reference) or not _NAME.fullmatch(reference.partition("@")[0]):
        return "hash", ""
    if tag is None:
        return "none", "has no tag, so `latest` is taken; name a version"
    return "exact", f"has the tag `{tag[1]}`, which can be moved; add its digest"


def is_moving(tag: str) -> bool:
    """Whether a tag names no version: `latest`, `nightly-gpu`, `slim`."""
    parts = re.split(r"[-_.]", tag.lower())
    if _DATED.search(tag):
        return False
    if "latest" in parts or "nightly" in parts:
        return True
    return all(part in _MOVING or part in _VARIANTS for part in parts)
