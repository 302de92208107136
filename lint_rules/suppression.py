"""Comments that silence a finding: `# repro: ignore[REP101] why`, `# noqa: REP101`, or both bare."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lint_rules.model import Finding

_REPRO = re.compile(r"#\s*repro:\s*ignore(?:\[([^\]]*)\])?(?!\w)", re.IGNORECASE)
_NOQA = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)?(?![:\w])", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]+[0-9]+", re.IGNORECASE)
EVERYTHING = frozenset({"*"})


def suppressions(text: str) -> dict[int, frozenset[str]]:
    """Line -> codes silenced on it (`*` for all). Only real comments count, so the text is tokenised."""
    if "repro:" not in text.lower() and "noqa" not in text.lower():
        return {}
    found: dict[int, frozenset[str]] = {}
    for line, comment in _comments(text):
        codes = codes_in(comment)
        if codes:
            found[line] = found.get(line, frozenset()) | codes
    return found


def _comments(text: str) -> Iterable[tuple[int, str]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline=None).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return  # the file does not parse, and that is what gets reported


def codes_in(comment: str) -> frozenset[str]:
    codes: frozenset[str] = frozenset()
    for match in _REPRO.finditer(comment):
        codes |= EVERYTHING if match[1] is None else _listed(match[1])
    for match in _NOQA.finditer(comment):
        codes |= EVERYTHING if match["codes"] is None else _listed(match["codes"])
    return codes


def _listed(text: str) -> frozenset[str]:
    return frozenset(code.upper() for code in _CODE.findall(text))


def is_suppressed(finding: Finding, silenced: Mapping[int, frozenset[str]], last_line: int) -> bool:
    """Whether a comment on its first or last line, or on the last of its statement, silences a finding."""
    for line in (finding.line, finding.end_line, last_line):
        codes = silenced.get(line, frozenset())
        if "*" in codes or finding.code in codes:
            return True
    return False
