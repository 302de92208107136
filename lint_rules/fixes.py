"""From what a rule would change to edits of the text: all around the replaced nodes stays as written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.facts import lookup
from lint_rules.analysis.tree.imports import import_line
from lint_rules.model import Edit, Fix, Span

if TYPE_CHECKING:
    import libcst as cst

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.rule import Change


def fix_of(change: Change, file: SourceFile) -> Fix | None:
    """The edits for a change of source. None where a name that an import would bind means something else."""
    end = _line_end(file.lines)
    edits = {
        Edit(_span(where, file), _text(new, _indent(where, file), end)) for where, new in change.replacements
    }
    for module in change.imports:
        if _is_bound(change, module, file):
            continue
        line = None if _is_taken(change, module, file) else import_line(file.lines, module)
        if line is None:
            return None
        edits.add(Edit(Span(line, 1, line, 1), f"import {module}{end}"))
    return Fix(change.message, tuple(sorted(edits)), change.safe)


def manifest_fix_of(change: Change) -> Fix:
    """The edits for a change of a manifest, which names places."""
    edits = {Edit(where, _text(new)) for where, new in change.replacements if isinstance(where, Span)}
    return Fix(change.message, tuple(sorted(edits)), change.safe)


def _span(where: cst.CSTNode | Span, file: SourceFile) -> Span:
    return where if isinstance(where, Span) else file.position(where)


def _text(new: str | cst.CSTNode, indent: str = "", line_end: str = "\n") -> str:
    """Source for a node. Its further lines are indented as those of the statement around it."""
    if isinstance(new, str):
        return new
    import libcst as cst

    if not isinstance(new, cst.BaseExpression):
        return cst.Module(body=()).code_for_node(new)
    new = new.with_changes(lpar=(), rpar=())  # the place of a node is that within its brackets
    line = cst.SimpleStatementLine([cst.Expr(new)])
    if not indent:
        return cst.Module([line], default_newline=line_end).code.rstrip("\r\n")
    block = cst.If(cst.Name("x"), cst.IndentedBlock([line], indent=indent))
    code = cst.Module([block], default_newline=line_end).code
    return code.partition(line_end)[2].removeprefix(indent).rstrip("\r\n")


def _indent(where: cst.CSTNode | Span, file: SourceFile) -> str:
    """What the statement around a place is indented by."""
    line = where.line if isinstance(where, Span) else 0
    if not isinstance(where, Span):
        around = (a for a in file.ancestors(where) if isinstance(a, _statements()))
        line = file.position(next(around, where)).line
    text = file.lines[line - 1]
    return text[: len(text) - len(text.lstrip(" \t\f"))]


def _statements() -> tuple[type[cst.CSTNode], ...]:
    import libcst as cst

    return (cst.SimpleStatementLine, cst.BaseCompoundStatement)


def _is_bound(change: Change, module: str, file: SourceFile) -> bool:
    """Whether the file imports the module under its own name, as all changed places see it."""
    imported = any(
        call.kind == "import" and call.target.startswith(module) for call in file.facts.module.calls
    )
    return imported and all(bound == module.partition(".")[0] for bound in _bindings(change, module, file))


def _is_taken(change: Change, module: str, file: SourceFile) -> bool:
    top = module.partition(".")[0]
    if top in file.facts.module.names:
        return file.facts.module.names[top] != top
    return any(where is not None for where in _binding_scopes(change, top, file))


def _bindings(change: Change, module: str, file: SourceFile) -> list[str]:
    top = module.partition(".")[0]
    nodes = [where for where, _ in change.replacements if not isinstance(where, Span)]
    return [lookup(file.scope(node), top)[0] for node in nodes] or [file.facts.module.names.get(top, "")]


def _binding_scopes(change: Change, name: str, file: SourceFile) -> list[object]:
    nodes = [where for where, _ in change.replacements if not isinstance(where, Span)]
    return [lookup(file.scope(node), name)[1] for node in nodes]


def _line_end(lines: list[str]) -> str:
    """How the lines of the file end."""
    first = lines[0] if lines else ""
    return "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"
