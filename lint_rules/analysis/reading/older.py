"""Python 2: the statements that Python 3 refuses most often, rewritten so that the rest can be read."""

from __future__ import annotations

import re

from lint_rules.analysis.scanning.lines import split_lines

_STATEMENT = re.compile(
    r"^([ \t]*(?:[^\s#'\"][^\n#'\"]*[:;] *)?)(print|exec)\b(?!\s*[(=.,)\]:])[^\n]*", re.MULTILINE
)
_EXPRESSIONS = (
    (re.compile(r"^([ \t]*except (?:[\w.]+|\([\w., ]+\))), (\w+):", re.MULTILINE), r"\1 as \2:"),
    (re.compile(r"^([ \t]*raise [\w.]+), [^\n]*", re.MULTILINE), r"\1"),
    (re.compile(r"\basync(?=\s*=)"), "isync"),  # as long, so that columns stay
    (re.compile(r"<>"), "!="),
)
_TEXT_OR_COMMENT = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#[^\n]*")
_MOST_CONTINUED = 30


def as_python_3(text: str) -> str:
    """A text of Python 2 with the statements rewritten that Python 3 refuses; every line keeps its number."""
    for pattern, instead in _EXPRESSIONS:
        text = pattern.sub(instead, text)
    if _STATEMENT.search(text) is None:
        return text
    lines = split_lines(text)
    for number, line in enumerate(lines):
        said = _STATEMENT.match(line)
        if said is not None:
            lines[number] = f"{said[1]}pass\n"
            for below in range(number + 1, _end_of_statement(lines, number, line)):
                lines[below] = "\n"
    return "".join(lines)


def _end_of_statement(lines: list[str], number: int, first: str) -> int:
    """The number of the line after a statement that may go on below."""
    depth, line = 0, first
    for end in range(number + 1, min(number + _MOST_CONTINUED, len(lines)) + 1):
        bare = _TEXT_OR_COMMENT.sub("", line)
        depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
        if depth <= 0 and not bare.rstrip().endswith("\\"):
            return end
        line = lines[end] if end < len(lines) else ""
    return number + 1
