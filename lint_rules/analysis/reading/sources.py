"""From bytes to facts: reading a file as Python would, and what is reported when that cannot be done."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.analysis.scanning.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from lint_rules.analysis.scanning.facts import Facts
    from lint_rules.analysis.scanning.screen import Screen

INLINE = "# /// script"  # opens the comment in which a script declares what it needs (PEP 723)
NOTEBOOK = ".ipynb"
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
# What PowerShell writes when output goes to a file; pip reads such requirements as well.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


class UnreadableError(Exception):
    """A file that cannot be linted, where and why. `vanished` when it is no longer there."""

    def __init__(self, message: str, line: int = 1, column: int = 1, vanished: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.vanished = vanished

    @classmethod
    def from_parser(cls, error: Exception) -> UnreadableError:
        if isinstance(error, SyntaxError):
            from lint_rules.analysis.reading.newer import newer_syntax

            said = f"does not parse: {error.msg}{newer_syntax(error)}"
            return cls(said, max(error.lineno or 1, 1), max(error.offset or 1, 1))
        if isinstance(error, RecursionError | MemoryError):
            return cls("does not parse: nested too deeply")
        return cls(f"does not parse: {str(error).splitlines()[0] if str(error) else type(error).__name__}")


def parser_errors() -> tuple[type[Exception], ...]:
    """What libcst raises for texts that it cannot parse, or refuses although they are right."""
    import libcst

    return (RecursionError, libcst.ParserSyntaxError, libcst.CSTValidationError)


def read(path: Path) -> str:
    """The text of a file, decoded as Python decodes source. Raises `UnreadableError`."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError("is gone", vanished=True) from None
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from None
    return decode(data)


def decode(data: bytes) -> str:
    has_mark = data.startswith(codecs.BOM_UTF8)
    data = data[3:] if has_mark else data
    encoding = "utf-8" if has_mark else declared_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        raise UnreadableError(f"does not parse: byte {error.start} is not {encoding}", line) from None
    except LookupError:
        raise UnreadableError(f"does not parse: unknown encoding {encoding!r}") from None


def declared_encoding(data: bytes) -> str:
    """That of a byte order mark, or of a comment in the first two lines, or else Python's own."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    for line in data.split(b"\n", 2)[:2]:
        match = _CODING.match(line)
        if match:
            return match[1].decode("ascii", "replace")
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
    return "utf-8"


def scan_text(text: str, path: str, screen: Screen | None) -> Facts:
    """Parse and scan a file. Raises `UnreadableError` where Python would refuse it."""
    if "\0" in text:
        before = text[: text.index("\0")]
        raise UnreadableError("does not parse: holds a null byte", before.count("\n") + 1)
    try:
        module, is_package = module_name(path)
        return scan(text, path, module, is_package, screen)
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
        raise UnreadableError.from_parser(error) from None


def module_name(path: str) -> tuple[str, bool]:
    """`a/b/c.py` is the module `a.b.c`; `a/b/__init__.py` is the package `a.b`. Nobody imports a notebook."""
    path = path.lstrip("/")
    folder, slash, name = path.rpartition("/")
    stem = name if name.endswith(NOTEBOOK) else name.rpartition(".")[0] or name
    parts = f"{folder}{slash}{stem}".split("/")
    if parts[-1] == "__init__":
        return ".".join(parts[:-1]), True
    return ".".join(parts), False


def line_comments(text: str) -> dict[int, frozenset[str]]:
    """Suppressions of a file in which every `#` after a blank starts a comment.

    A comment alone on its line also counts for the line below: a Dockerfile knows no others.
    """
    from lint_rules.suppression import collect

    comments: list[tuple[int, str]] = []
    above = ""
    for number, line in enumerate(split_lines(text), 1):
        own = "".join(_COMMENT.findall(line))
        alone = line.lstrip().startswith("#")
        # Of what a script declares in comments, each line speaks for itself.
        comments.append((number, own if alone else own + above))
        above = own + above if alone else ""
    return collect(comments)
