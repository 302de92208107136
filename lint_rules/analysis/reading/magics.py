"""IPython's own syntax in cells of notebooks, put into Python of the same lines and columns."""

from __future__ import annotations

import re

from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.analysis.scanning.syntax import parses

# Cell magics whose cells hold Python; other cells, such as `%%bash`, hold something else.
_PYTHON_CELLS = frozenset(
    {"capture", "debug", "ipytest", "memit", "mprun", "lprun", "prun", "pypy", "python", "python3", "time",
     "timeit"}
)  # fmt: skip
_CELL = re.compile(r"\s*%%(\w*)")
_WRITES_PYTHON = re.compile(r"\s*%%(?:writefile|file)\b.*\.py[\"']?\s*$")
# Databricks knows languages by one sign: what follows the line is no Python either.
_LANGUAGE = re.compile(
    r"\s*%(?:sql|md|md-sandbox|scala|r|sh|fs|sparksql|bigquery|kql|cypher|html|latex|javascript|js)\b",
    re.IGNORECASE,
)
# `%time x = f()` runs the rest of the line, after options such as `-n 10`.
_RUNS_THE_REST = re.compile(r"(\s*)(%(?:time|timeit|prun|memit)(?:\s+-\w+(?:\s+\d+)?)*\s+)(?=[^\s-])")
_COMPOUND = re.compile(r"(?:for|while|with|if|try|def|class|async|match)\b|@")
_LINE = re.compile(
    r"(\s*)(?:%%?\s*[A-Za-z_]|!|\?{1,2}[\w.*%]|,[A-Za-z_]|;[A-Za-z_]|(?:pip|conda|mamba) (?:un)?install\b)"
)
# IPython runs a few commands of the shell without any sign.
_AUTOMAGIC = re.compile(
    r"(\s*)(?:(?:cd|ls|ll|mkdir|rmdir|cp|mv|rm|cat|pip3?|conda)[ \t]+[\w./~*-][^=(\n]*|(?:ls|ll|pwd)\s*)$"
)
_HELP = re.compile(r"(\s*)%{0,2}[\w.*]+(?:\[[^\]]*\])?\?{1,2}\s*$")
_ASSIGNED = re.compile(r"(\s*[A-Za-z_][\w.,\s\[\]'\"]*=\s*)(%[A-Za-z_]|!)")
_MAY_BE_MAGIC = re.compile(
    r"[%!?]|^\s*[,;]|^\s*(?:pip3?|conda|mamba|cd|ls|ll|pwd|mkdir|rmdir|cp|mv|rm|cat)\b", re.MULTILINE
)
_STRING = re.compile(r"([A-Za-z]{0,2})('''|\"\"\"|'|\")")


def opening_line(source: str) -> str:
    """The first line that is neither blank nor a comment: Colab allows comments above a cell magic."""
    lines = (line for line in source.split("\n") if line.strip() and not line.lstrip().startswith("#"))
    return next(lines, "")


def is_other_language(source: str) -> bool:
    """Whether a cell starts with a cell magic and so holds no Python."""
    match = _CELL.match(opening_line(source))
    return match is not None and match[1] not in _PYTHON_CELLS


def as_python(source: str) -> str:
    """A cell with its magics made harmless; lines and, outside them, columns stay."""
    if not _MAY_BE_MAGIC.search(source) or parses(source):
        return source
    if _WRITES_PYTHON.match(opening_line(source)):
        return _written(source)
    if is_other_language(source):
        return as_comments(source)
    state = _State()
    text = "".join(state.take(line) for line in split_lines(source))
    return as_comments(source) if _LANGUAGE.match(opening_line(source)) and not parses(text) else text


def _written(source: str) -> str:
    """A cell that writes a Python file, as that file; without effect where it is a part or a template."""
    opening = opening_line(source).rstrip("\r")
    text = "".join(_comment(n) if n.rstrip("\r\n") == opening else n for n in split_lines(source))
    return text if parses(text) else as_comments(source)


def as_comments(source: str) -> str:
    """The same lines, without effect."""
    return "".join(_comment(line) for line in split_lines(source))


class _State:
    """Where a line starts: within brackets, a string or a continued magic, `%` and `!` are no magics."""

    def __init__(self) -> None:
        self.depth = 0
        self.quotes: str | None = None  # of the string that is open
        self.continues = False  # the line before ended in a backslash
        self.magic_continues = False
        self.has_begun = False  # a line with code has come

    def take(self, line: str) -> str:
        if self.magic_continues:
            self.magic_continues = line.rstrip("\r\n").endswith("\\")
            return _comment(line)
        if self.depth <= 0 and self.quotes is None and not self.continues:
            line, is_magic = _translated(line)
            if is_magic:
                self.magic_continues = line.rstrip("\r\n").endswith("\\")
                # IPython takes away the indentation that a whole cell has.
                return line if self.has_begun or not line[:1].isspace() else _comment(line.lstrip())
        self.has_begun |= bool(line.strip()) and not line.lstrip().startswith("#")
        self._read(line)
        return line

    def _read(self, line: str) -> None:
        at, body = 0, line.rstrip("\r\n")
        while at < len(body):
            if self.quotes is not None:
                at = self._skip_string(body, at)
            elif body[at] == "#":
                self.continues = False
                return
            elif (match := _STRING.match(body, at)) is not None:
                self.quotes = match[2]
                at = match.end()
            else:
                self.depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(body[at], 0)
                at += 1
        self.continues = body.endswith("\\")
        if self.quotes is not None and len(self.quotes) == 1 and not self.continues:
            self.quotes = None  # never closed: the parser will say so

    def _skip_string(self, body: str, at: int) -> int:
        """The end of the open string, or of the line."""
        assert self.quotes is not None
        while at < len(body):
            if body[at] == "\\":
                at += 2
            elif body.startswith(self.quotes, at):
                at += len(self.quotes)
                self.quotes = None
                return at
            else:
                at += 1
        return at


def _translated(line: str) -> tuple[str, bool]:
    """Python in the place of a line, and whether the line was a magic that says nothing to us."""
    runs = _RUNS_THE_REST.match(line)
    if runs is not None and not _COMPOUND.match(line, runs.end()):
        return f"{runs[1]}{'pass;':<{len(runs[2])}}{line[runs.end() :]}", False
    assigned = _ASSIGNED.match(line)
    if assigned is not None:
        return f"{assigned[1]}get_ipython()  # {line[assigned.end(1) :]}", True
    match = _LINE.match(line) or _HELP.match(line) or _AUTOMAGIC.match(line)
    if match is not None:
        return f"{match[1]}pass  # {line[match.end(1) :]}", True
    return line, False


def _comment(line: str) -> str:
    return f"# {line}" if line.strip() else line
