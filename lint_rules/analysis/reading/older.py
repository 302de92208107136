"""Python 2: the statements that Python 3 refuses most often, rewritten so that the rest can be read."""

from __future__ import annotations

import re

from lint_rules.analysis.scanning import syntax
from lint_rules.analysis.scanning.lines import split_lines

_STATEMENT = re.compile(
    r"^([ \t]*(?:(?!print\b|exec\b)[^\s#'\"][^\n#'\"]*?[:;] *)?)(print|exec)\b(?!\s*[(=.,)\]:])[^\n]*",
    re.MULTILINE,
)
_EXPRESSIONS = (
    (re.compile(r"^([ \t]*except (?:[\w.]+|\([\w., ]+\))), (\w+):", re.MULTILINE), r"\1 as \2:"),
    (re.compile(r"^([ \t]*raise [\w.]+), [^\n]*", re.MULTILINE), r"\1"),
    (re.compile(r"\basync(?=\s*=)"), "isync"),  # as long, so that columns stay
    (re.compile(r"<>"), "!="),
)
_TEXT_OR_COMMENT = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#[^\n]*")
_TEXT_OR_END = re.compile(rf"{_TEXT_OR_COMMENT.pattern}|;")
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
            end = _end_of_statement(lines, number, line)
            lines[number] = _rewritten(line) if end == number + 1 else f"{said[1]}pass\n"
            lines[number + 1 : end] = ["\n"] * (end - number - 1)
    return "".join(lines)


def _rewritten(line: str) -> str:
    """`print x,` as the call that Python 3 has for it, where it is as plain as that; columns stay."""
    done = ""
    while (said := _STATEMENT.match(line)) is not None:
        given, others = _first_statement(line[said.end(2) :])
        call = f"{said[2]}({given[1:].rstrip().rstrip(',')})"
        plain = given[:1] == " " and _parses(call)
        begun = f"{said[1]}{call if plain else 'pass'}"
        if not others:
            return f"{done}{begun}\n"
        place = said.end(2) + len(given)
        wider = max(0, len(begun) - place)  # by the bracket, which may take the place of a space
        line = others[1:] if others[1 : 1 + wider].strip() else others[1 + wider :]
        done += f"{begun.ljust(place)};"
    return done + line


def _first_statement(rest: str) -> tuple[str, str]:
    """What belongs to a statement, and the others in its line: `"a"` and `; seed(0)`."""
    for found in _TEXT_OR_END.finditer(rest):
        if found[0][0] in "#;":
            return rest[: found.start()], rest[found.start() :] if found[0] == ";" else ""
    return rest, ""


def _parses(text: str) -> bool:
    try:
        syntax.parse(text)
    except syntax.REFUSALS:
        return False
    return True


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
