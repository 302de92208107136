"""JSON with comments and trailing commas, as editors keep their settings, with the place of each value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats import yaml

if TYPE_CHECKING:
    from lint_rules.manifests.formats.yaml import Node

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?(?:\*/|\Z)|\t|\\/', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89abAB]\w\w(?:\\u[dD][c-fC-F]\w\w)?")


def load(text: str) -> Node | None:
    """YAML holds all of JSON but comments and halves of characters. Raises `UnreadableError`."""
    try:
        return yaml.load(_TOKEN.sub(_blanked, text))
    except UnreadableError as fault:
        message = fault.message.replace("is not valid YAML", "is not valid JSON")
        raise UnreadableError(message, fault.line, fault.column) from None


def _blanked(found: re.Match[str]) -> str:
    token = found[0]
    if token.startswith('"'):
        return _SURROGATE.sub(lambda half: "?" * len(half[0]), token).replace("\\/", "//")
    return re.sub(r"[^\n]", " ", token)
