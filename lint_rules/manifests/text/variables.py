"""`$NAME` and `${NAME:-default}`, as Dockerfiles and Compose files understand them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLE = re.compile(
    r"\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?:(?P<mode>:?[-+?])(?P<other>(?:[^{}]|\{[^{}]*\})*))?\})"
)


def expand(text: str, known: Mapping[str, str]) -> str:
    """Replace the variables whose value is known or that bring a default; leave the others as they stand."""
    return _VARIABLE.sub(lambda found: _value(found, known), text)


def _value(found: re.Match[str], known: Mapping[str, str]) -> str:
    name = found["plain"] or found["name"]
    mode, other = found["mode"] or "", found["other"] or ""
    value = known.get(name)
    if mode.endswith("+"):
        return found[0] if value is None else expand(other, known)
    if mode.endswith("-") and (value is None or (value == "" and mode == ":-")):
        return expand(other, known)
    return found[0] if value is None else value
