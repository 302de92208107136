"""Comments that silence a finding: `# repro: ignore[REP101] why`, `# noqa: REP101`, or both bare.

`# repro: ignore-file[REP101]`, wherever it stands, does so for the whole file.
"""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lint_rules.model import Finding

# What comes after the word in a comment that was meant to name rules, and does not: `ignore REP101`,
# `ignore: REP101`, `ignore (REP101)`, `ignore [REP101]`.
_NAMES_WITHOUT = r"[\s:=(]*(?:REP\d|(?<=[\s:=(])\[)"
_REPRO = re.compile(
    rf"#\s*repro:\s*ignore(?P<file>-file)?(?:\[(?P<codes>[^\]]*)\]|(?![\w\[-]|{_NAMES_WITHOUT}))",
    re.IGNORECASE,
)
_MALFORMED = re.compile(rf"#\s*repro:\s*ignore(?P<file>-file)?(?:\[[^\]]*$|{_NAMES_WITHOUT})", re.IGNORECASE)
_NOQA = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)?(?![:\w])", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]+[0-9]+", re.IGNORECASE)
_MARK = re.compile(r"repro:|noqa", re.IGNORECASE)
_WHOLE_FILE = re.compile(r"ignore-file", re.IGNORECASE)
EVERYTHING = frozenset({"*"})


def suppressions(text: str) -> dict[int, frozenset[str]]:
    """Line -> codes silenced on it (`*` for all). Only real comments count, so the text is tokenised."""
    return collect(_comments(text)) if _MARK.search(text) else {}


def suppressions_at(numbers: Iterable[int], text: str, lines: Sequence[str]) -> Mapping[int, frozenset[str]]:
    """The same, as far as it may matter to some lines: tokenising a file takes as long as its scan."""
    near = any(_MARK.search(lines[number - 1]) for number in numbers if number <= len(lines))
    return suppressions(text) if near or _WHOLE_FILE.search(text) else {}


def own_suppressions(text: str) -> dict[int, frozenset[str]]:
    """The same of `# repro:` comments alone."""
    return collect(_comments(text), own=True)


def collect(comments: Iterable[tuple[int, str]], own: bool = False) -> dict[int, frozenset[str]]:
    """What some comments, given with their lines, silence; what is silenced in the whole file, at 0."""
    found: dict[int, frozenset[str]] = {}
    for line, comment in comments:
        for where, codes in _read(comment, own):
            key = 0 if where == "file" else line
            found[key] = found.get(key, frozenset()) | codes
    return found


def unknown_codes(text: str, known: Iterable[str]) -> list[tuple[int, str]]:
    """Lines, and what is no rule in the brackets of their `# repro:` comments. `known`: codes and names."""
    if "repro:" not in text.lower():
        return []
    known = tuple(known)
    return [
        (line, part)
        for line, comment in _comments(text)
        for match in _REPRO.finditer(comment)
        for part in re.split(r"[,\s]+", match["codes"] or "")
        if part and part.lower() not in known and not any(code.startswith(part.upper()) for code in known)
    ]


def malformed(text: str) -> list[tuple[int, str, str]]:
    """Comments that name rules, but not in brackets, and silence nothing: line, text, what was meant."""
    if "repro:" not in text.lower():
        return []
    return [
        (line, match[0] + rest, f"# repro: ignore{match['file'] or ''}[{', '.join(named) or 'REP101'}]")
        for line, comment in _comments(text)
        for match in _MALFORMED.finditer(comment)
        for rest in [re.match(r"[\w, \])]*", comment[match.end() :])[0].rstrip()]  # type: ignore[index]
        for named in [re.findall(r"REP\d+|(?<=\[)[a-z][\w-]+", match[0] + rest, re.IGNORECASE)]
    ]


def _comments(text: str) -> Iterable[tuple[int, str]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline=None).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return  # the file does not parse, and that is what gets reported


def _read(comment: str, own: bool) -> Iterable[tuple[str, frozenset[str]]]:
    """What a comment silences, and whether on its line or in the file."""
    for match in _REPRO.finditer(comment):
        codes = EVERYTHING if match["codes"] is None else _named(match["codes"])
        yield ("file" if match["file"] else "line"), codes
    for match in _NOQA.finditer(comment) if not own else ():
        yield "line", EVERYTHING if match["codes"] is None else _listed(match["codes"])


def _listed(text: str) -> frozenset[str]:
    return frozenset(code.upper() for code in _CODE.findall(text))


def _named(text: str) -> frozenset[str]:
    """Codes, families and names of rules, as settings take them."""
    return frozenset(part.upper() for part in re.split(r"[,\s]+", text) if part)


def is_suppressed(finding: Finding, silenced: Mapping[int, frozenset[str]], *around: int) -> bool:
    """Whether a comment for the file, on its first or last line, or on one around, silences it."""
    if not silenced:
        return False
    lines = (0, finding.line, finding.end_line, *around)
    return any(silences(code, finding) for line in lines for code in silenced.get(line, ()))


def silences(named: str, finding: Finding) -> bool:
    """Whether what a comment names, in capitals, means a finding: its code, family or name, or all."""
    return named in ("*", finding.name.upper()) or finding.code.startswith(named)
