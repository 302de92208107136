"""Notebooks: their Python cells in order are one module, and what is found there stands in a cell."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from lint_rules.analysis.reading.magics import as_comments, as_python
from lint_rules.analysis.reading.older import as_python_3
from lint_rules.analysis.reading.sources import NOTEBOOK, UnreadableError
from lint_rules.analysis.scanning import syntax
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.model import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.model import Finding, Fix

_OTHER_LINE = re.compile(r"\bin line (\d+)$")
_OTHER_KERNELS = re.compile(
    r"(ir|r|go|gonb|c|sas|sql|lua|java|perl|php|ruby|rust|evcxr|bash|scala|matlab|octave|deno|haskell|ihaskell|"
    r"javascript|typescript|tslab|kotlin|stata|xcpp\d*|cling.*|\.net.*|almond.*|julia.*)$"
)


@dataclass(frozen=True)
class Cell:
    """A cell with Python. `number` counts all cells from 1, `first_line` is its line in the module."""

    number: int
    source: str
    first_line: int

    @property
    def lines(self) -> int:
        return len(split_lines(f"{self.source}\n"))

    @cached_property
    def indent(self) -> str:
        """The indentation of the first line that is not blank: IPython takes it away from all lines."""
        first = next(line for line in split_lines(self.source) if line.strip())
        return first[: len(first) - len(first.lstrip())]

    @property
    def dedented(self) -> str:
        lines = split_lines(self.source)
        return "".join(line.removeprefix(self.indent) for line in lines) if self.indent else self.source


class _Read(NamedTuple):
    """The cells as Python, what is wrong with them, and the numbers of those read as another text."""

    text: str
    faults: tuple[UnreadableError, ...]
    mended: frozenset[int]


@dataclass(frozen=True)
class Notebook:
    """The Python cells of a notebook, none where its kernel speaks another language."""

    cells: tuple[Cell, ...]

    @cached_property
    def written(self) -> str:
        """The cells as they are written, one after another, with shell commands such as `!pip install`."""
        return "".join(f"{cell.source}\n" for cell in self.cells)

    @property
    def python(self) -> str:
        """The same lines as Python, without the cells that do not parse: the others can still be linted."""
        return self._read.text

    @property
    def faults(self) -> tuple[UnreadableError, ...]:
        """Why cells do not parse, by their lines in the module."""
        return self._read.faults

    @cached_property
    def _read(self) -> _Read:
        texts = [f"{as_python(cell.dedented)}\n" for cell in self.cells]
        if _fault("".join(texts)) is None:
            return _Read("".join(texts), (), frozenset())
        faults: list[UnreadableError] = []
        mended: list[int] = []
        for index, (cell, text) in enumerate(zip(self.cells, texts, strict=True)):
            fault = _fault(text)
            if fault is not None:
                line = cell.first_line - 1 + min(fault.line, cell.lines)
                faults.append(UnreadableError(fault.message, line, fault.column))
                mended.append(cell.number)
                newer = as_python_3(text)
                texts[index] = newer if _fault(newer) is None else as_comments(text)
        return _Read("".join(texts), tuple(faults), frozenset(mended))

    def cell_at(self, line: int) -> Cell | None:
        """The cell that holds a line of the module."""
        index = bisect_right([cell.first_line for cell in self.cells], line) - 1
        return self.cells[index] if index >= 0 else None

    def placed(self, finding: Finding) -> Finding:
        """A finding in the module, as one in a cell."""
        cell = self.cell_at(finding.line)
        if cell is None or finding.cell is not None:
            return finding
        above, aside = cell.first_line - 1, len(cell.indent)
        return replace(
            finding,
            cell=cell.number,
            line=finding.line - above,
            column=finding.column + aside,
            end_column=finding.end_column + aside,
            end_line=min(finding.end_line - above, cell.lines),
            message=_OTHER_LINE.sub(self._placed_mention, finding.message),
            fix=self._placed_fix(finding.fix, cell) if finding.fix is not None else None,
        )

    def _placed_mention(self, mention: re.Match[str]) -> str:
        """Another line that a message names, which is one of the module."""
        cell = self.cell_at(int(mention[1]))
        return f"in cell {cell.number}, line {int(mention[1]) - cell.first_line + 1}" if cell else mention[0]

    def _placed_fix(self, fix: Fix, cell: Cell) -> Fix | None:
        """The fix in terms of the cell, which also gets its imports; None where it changes other cells.

        None, too, where the cell was read as another text than it is written.
        """
        if cell.indent or cell.number in self._read.mended:
            return None
        above = cell.first_line - 1
        edits: list[Edit] = []
        for edit in fix.edits:
            if edit.is_import:
                first = 2 if cell.source.startswith("%%") else 1
                edits.append(edit._replace(span=Span(first, 1, first, 1)))
            elif above < edit.span.line and edit.span.end_line <= above + cell.lines:
                line, column, end_line, end_column = edit.span
                edits.append(edit._replace(span=Span(line - above, column, end_line - above, end_column)))
            else:
                return None
        return replace(fix, edits=tuple(sorted(edits)))


def _fault(text: str) -> UnreadableError | None:
    try:
        syntax.parse(text)
    except syntax.REFUSALS as error:
        return UnreadableError.from_parser(error)
    return None


def parse(text: str) -> Notebook:
    """Read a notebook of format 3 or 4. Raises `UnreadableError` with one line."""
    content = load_json(text)
    if not _speaks_python(content):
        return Notebook(())
    cells: list[Cell] = []
    line = 1
    for number, raw in enumerate(raw_cells(content), 1):
        source = _python_source(raw, content)
        if source is not None:
            cells.append(Cell(number, source, line))
            line += cells[-1].lines
    return Notebook(tuple(cells))


def placed_in_cells(findings: list[Finding], text_of: Callable[[str], str]) -> list[Finding]:
    """The same findings, sorted, those in notebooks told by cell. `text_of` gives the JSON of a path."""
    books: dict[str, Notebook] = {}
    placed: list[Finding] = []
    for finding in findings:
        if finding.path.endswith(NOTEBOOK):
            if finding.path not in books:
                with suppress(UnreadableError):  # then it is what the finding says
                    books[finding.path] = parse(text_of(finding.path))
            book = books.get(finding.path)
            finding = book.placed(finding) if book is not None else finding
        placed.append(finding)
    return sorted(placed, key=lambda finding: finding.sort_key)


def load_json(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"is no notebook: it is not valid JSON: {error.msg}"
        raise UnreadableError(message, error.lineno, error.colno) from None
    except (RecursionError, ValueError):
        raise UnreadableError("is no notebook: nested too deeply") from None
    if not isinstance(content, dict) or not ("cells" in content or "worksheets" in content):
        raise UnreadableError("is no notebook: it has no cells")
    return content


def raw_cells(content: dict[str, Any]) -> list[Any]:
    """All cells; format 3 keeps them in worksheets."""
    sheets = content.get("worksheets")
    if isinstance(sheets, list) and "cells" not in content:
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    else:
        lists = [content.get("cells")]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def source_key(cell: dict[str, Any]) -> str:
    return "source" if "source" in cell else "input"


def _speaks_python(content: dict[str, Any]) -> bool:
    """What Colab saves has no `language_info`, and is Python unless a kernel says otherwise."""
    metadata = content.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    parts = {name: metadata.get(name) for name in ("language_info", "kernelspec")}
    info, kernel = (part if isinstance(part, dict) else {} for part in parts.values())
    language = info.get("name") or kernel.get("language")
    if isinstance(language, str) and language:
        return "python" in language.lower() or language.lower() == "sage"
    name = kernel.get("name")  # `python3`, `ir`, `julia-1.9`, or the name of somebody's environment
    return not (isinstance(name, str) and _OTHER_KERNELS.match(name.lower()))


def _python_source(cell: Any, content: dict[str, Any]) -> str | None:
    """The text of a cell with Python."""
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return None
    metadata = cell.get("metadata")
    editor = metadata.get("vscode") if isinstance(metadata, dict) else None
    language = editor.get("languageId") if isinstance(editor, dict) else cell.get("language")
    if isinstance(language, str) and language.lower() not in ("python", "ipython"):
        return None
    source = cell.get(source_key(cell))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str) or not source.strip():
        return None
    return source
