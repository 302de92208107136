"""Conda recipes, `meta.yaml`: where the source comes from, and what the package requires.

A recipe is a template: expressions become words of the same length, so that places stay, and what no parser
takes even then is passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.entries import CondaDependency
from lint_rules.manifests.conda.matchspec import judge
from lint_rules.manifests.formats import yaml
from lint_rules.manifests.formats.faults import refuse_conflicts
from lint_rules.manifests.python.requirement import judge as judge_requirement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node
    from lint_rules.model import Level

_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{[%#].*?[%#]\}", re.DOTALL)
_SECTIONS = ("build", "host", "run")
_NO_HASH = "is a URL without a hash, whose content can change; give its sha256"


def matches(path: PurePath) -> bool:
    return path.name == "meta.yaml"


def read(manifest: Manifest) -> Iterator[CondaDependency]:
    refuse_conflicts(manifest.text)
    text = _EXPRESSION.sub(lambda match: _filled(match[0], "V"), manifest.text)
    text = _STATEMENT.sub(lambda match: _filled(match[0], " "), text)
    try:
        root = yaml.load(text)
    except UnreadableError:
        return
    if root is None:
        return
    sources = root.get("source")
    if sources is not None:
        for source in sources.items or [sources]:
            yield from _source(source)
    published = manifest.config.project_kind != "application"
    for section in _SECTIONS:
        node = root.get("requirements", section)
        for item in node.items if node is not None else ():
            if item.string and "VV" not in item.string:
                found = judge(item.string)
                yield CondaDependency(
                    item.span, found.name, item.string, found.level, found.reason, published=published
                )


def _filled(text: str, by: str) -> str:
    return "".join(char if char in "\r\n" else by for char in text)


def _source(source: Node) -> Iterator[CondaDependency]:
    for key in ("url", "git_url"):
        node = source.get(key)
        first = node.items[0] if node is not None and node.items else node
        if first is None or not first.string:
            continue
        level, reason = _source_level(key, first.string, source)
        name = first.string.partition("://")[2] or first.string
        yield CondaDependency(first.span, name, first.string, level, reason)


def _source_level(key: str, url: str, source: Node) -> tuple[Level, str]:
    if key == "git_url":
        revision = next((n.string for k in ("git_rev", "git_tag", "git_branch") if (n := source.get(k))), "")
        if "VV" in (revision or "") or "://" not in url:
            return "hash", ""
        found = judge_requirement(f"git+{url}" + (f"@{revision}" if revision else ""))
        return found.level, found.reason
    hashed = any(name in source.values for name in ("sha256", "sha512", "sha1", "md5"))
    return ("hash", "") if hashed or "://" not in url else ("none", _NO_HASH)
