"""Options of a command line that a program takes and never reads, told from its text."""

from __future__ import annotations

import re

_PARSED = re.compile(r"\b(\w+)(?:\s*,\s*\w+)?\s*=\s*\w+(?:\.\w+)*\.parse(?:_known)?_args\(")
_COMMENT = re.compile(r"#.*")
_ATTRIBUTE = re.compile(r"\s*\.\s*(?!_)\w+\b(?!\s*\()")
_BOUND = re.compile(r"(?:\s*,\s*\w+)?\s*=(?!=)")
_KEPT = re.compile(r"self\.\w+\s*=\s*$")
_CALLEE = re.compile(r"\b(\w+)\((?:[^()]*,\s*)?$")
_SAYS = frozenset({"debug", "info", "pprint", "print", "str"})
_NEAR = 300  # how far back a call may begin


def is_unread(text: str, option: str) -> bool:
    """Whether nothing reads `args.option` of the only `args = parser.parse_args()` of a file.

    What is parsed must not leave the file: its functions may pass it on, since they would read it by the same
    name. Where anything else is done with it, nobody knows.
    """
    text = _COMMENT.sub("", text)
    parsed = sorted(set(_PARSED.findall(text)))
    if len(parsed) != 1 or re.search(rf"\.{option}\b(?!\s*\()|['\"]{option}['\"]", text):
        return False
    places = re.finditer(rf"\b{parsed[0]}\b", text)
    return all(_stays(text, place.start(), place.end()) for place in places)


def _stays(text: str, start: int, end: int) -> bool:
    """Whether a mention of what was parsed reads another option, binds it, prints it, or keeps it here."""
    before = text[max(0, start - _NEAR) : start]
    if _ATTRIBUTE.match(text, end) or _BOUND.match(text, end) or _KEPT.search(before):
        return True
    if before.endswith("*") and not before.endswith("**"):
        return True  # positional arguments of the same name
    callee = _CALLEE.search(before)
    return callee is not None and (callee[1] in _SAYS or f"def {callee[1]}(" in text)
