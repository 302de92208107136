"""A file as the rules see it: the statements worth a look, parsed with libcst, names and places resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import libcst as cst

from lint_rules.analysis.project.questions import END_OF_SCOPE, WHEN_MADE, Unseeded
from lint_rules.analysis.reading.sources import NOTEBOOK
from lint_rules.analysis.scanning.assembling import Assembled
from lint_rules.analysis.scanning.facts import UNKNOWN, Facts, lookup, resolve
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.analysis.tree.asserting import depends_on_no_value
from lint_rules.analysis.tree.fallbacks import is_where_no_seed_is
from lint_rules.analysis.tree.nodes import (
    COMPREHENSIONS,
    STATEMENTS,
    comprehension_clauses,
    dotted_name,
    stored_names,
)
from lint_rules.analysis.tree.parsed import Tree
from lint_rules.analysis.tree.parsing import parse_module
from lint_rules.analysis.tree.places import Places
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lint_rules.analysis.project.questions import Answer, Questions
    from lint_rules.config import Config
    from lint_rules.model import Confidence


class SourceFile(Tree):
    """The chunks of one file that rules asked for, put together and parsed as one module."""

    def __init__(
        self,
        text: str,
        facts: Facts,
        codes: frozenset[str],
        questions: Questions,
        root: Path,
        config: Config,
    ) -> None:
        self.config = config
        self.questions = questions
        self._chunks = [chunk for chunk in facts.chunks if chunk.wanted_by & codes]
        self.text = text
        self.path = root / facts.path
        self.root = root
        self._lines = split_lines(text)
        self._assembled = Assembled(self._lines, self._chunks)
        self._numbers: dict[int, int] | None = None
        self._resolved: dict[int, str] = {}
        super().__init__(parse_module(self._assembled.text), facts, self._assembled.scopes)
        self._places = Places(self, self._assembled)

    @property
    def lines(self) -> list[str]:
        """The lines of the whole file, with their ends."""
        return self._lines

    # -- places --------------------------------------------------------------------------------------------

    def position(self, node: cst.CSTNode) -> Span:
        """Where a node stands in the file."""
        return self._places.of(node)

    def pointed_at(self, node: cst.CSTNode) -> Span:
        """Where a reader looks for a node: for a call in a chain over several lines, at its method's name."""
        whole = self.position(node)
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
            return whole
        method = self.position(node.func.attr)
        return whole if method.line == whole.line else Span(*method[:2], *whole[2:])

    def last_line(self, node: cst.CSTNode) -> int:
        """The last line of the simple statement around a node, or of the node itself."""
        statement = self.enclosing(node, cst.SimpleStatementLine)
        return self.position(statement if statement is not None else node).end_line

    # -- the project ---------------------------------------------------------------------------------------

    def is_seeded(self, node: cst.CSTNode, stream: str) -> bool:
        """Whether a seed of the stream may have run before the node is executed."""
        return bool(self.ask("is-seeded", *self._place(node, stream), stream))

    def unseeded(self, node: cst.CSTNode, stream: str) -> Unseeded | None:
        """Why no seed of the stream reaches a node; None where one may."""
        found = self.ask("unseeded", *self._place(node, stream), stream)
        if not isinstance(found, list):
            return None
        sure: Confidence = "high" if found[0] == "high" else "medium" if found[0] == "medium" else "low"
        doubtful = depends_on_no_value(self, node) or is_where_no_seed_is(self, node)
        return Unseeded("low" if doubtful else sure, str(found[1]))

    def seeded_after(self, node: cst.CSTNode, stream: str) -> int | None:
        """The line of a seed that comes only after the node in the same function."""
        line = self.ask("seeded-after", *self._place(node, stream), stream)
        return line if isinstance(line, int) else None

    def ends_seeded(self, stream: str) -> bool:
        """Whether a seed of the stream has run by the end of the module, be it in something that it calls."""
        return bool(self.ask("is-seeded", -1, END_OF_SCOPE, 0, stream))

    @property
    def is_notebook(self) -> bool:
        """Whether the file is the cells of a notebook."""
        return self.path.suffix == NOTEBOOK

    @property
    def is_imported(self) -> bool:
        """Whether an import runs the file, of the project's own or of pytest."""
        return bool(self.ask("is-imported"))

    def _place(self, node: cst.CSTNode, stream: str) -> tuple[int, int, int]:
        """Number of the scope, line, and column in bytes, as the scan counts them.

        Where nothing in the scope seeds, the beginning of it is as good: to find a place takes time.
        """
        if self._numbers is None:
            self._numbers = {id(s): number for number, s in enumerate(self.facts.scopes)}
        number = self._numbers.get(id(self.scope(node)), -1)
        if number >= 0 and self.facts.scopes[number].kind == "class" and self._is_in_lambda(node):
            return number, WHEN_MADE, 0
        alike = number >= 0 or not self.facts.guarded  # what `__name__` guards runs in a program only
        if alike and not self.ask("holds-seed", number, stream):
            return number, 0, 0
        if self._is_in_lambda(node):  # called from somewhere, once all around it has run
            return number, END_OF_SCOPE, 0
        span = self.position(node)
        return number, span.line, self._byte_column(span)

    def _is_in_lambda(self, node: cst.CSTNode) -> bool:
        for ancestor in self.ancestors(node):
            if isinstance(ancestor, cst.Lambda):
                return True
            if isinstance(ancestor, cst.BaseStatement):
                return False
        return False

    @property
    def insists_on_hash_seed(self) -> bool:
        """Whether the project refuses to run without a fixed hash seed."""
        return bool(self.ask("insists-on-hash-seed"))

    def ask(self, kind: str, *about: str | int) -> Answer:
        """Ask something that the file itself does not tell; `answers.py` holds what can be asked."""
        return self.questions.ask(kind, *about)

    def _byte_column(self, span: Span) -> int:
        """The scan counts columns from 0, in bytes."""
        return len(self._lines[span.line - 1][: span.column - 1].encode("utf-8", "replace"))

    def is_of_the_project(self, target: str) -> bool:
        """Whether a resolved name refers to a function or class of the project."""
        return bool(target) and bool(self.ask("is-of-the-project", target))

    def imported_as(self, node: cst.CSTNode) -> str:
        """The full name of what a name stands for that other files of the project import and pass on."""
        name = dotted_name(node) or ""
        inside = lookup(self.scope(node), name)[1] not in (None, self.facts.module)
        return "" if inside or self.is_hidden(node, name) else str(self.ask("imported-as", name))

    def inherits(self, target: str, bases: Iterable[str]) -> bool:
        """Whether a class of the project inherits from one of some classes outside it."""
        return bool(self.ask("inherits", target, *sorted(bases)))

    def leaves_order_to(self, target: str, bases: Iterable[str]) -> bool:
        """Whether a class of the project leaves it to one of its bases to shuffle."""
        return bool(self.ask("leaves-order-to", target, *sorted(bases)))

    def is_handed_on(self, definition: cst.CSTNode) -> bool:
        """Whether a function is named anywhere in the project without being called."""
        return bool(self.ask("is-handed-on", self.number_of(definition)))

    def number_of(self, definition: cst.CSTNode) -> int:
        """The number of a definition's scope, as questions want it."""
        if self._numbers is None:
            self._numbers = {id(s): number for number, s in enumerate(self.facts.scopes)}
        return self._numbers.get(id(self.scope_of(definition)), -1)

    def draw_in(self, target: str, streams: Iterable[str]) -> tuple[str, str] | None:
        """What a function or class of the project draws from global streams, and in which function."""
        found = self.ask("draw-in", target, *sorted(streams)) if target else None
        return (str(found[0]), str(found[1])) if isinstance(found, list) else None

    def imports(self, package: str) -> bool:
        """Whether the file imports a package or something from it."""
        calls = (c for scope in [self.facts.module, *self.facts.scopes] for c in scope.calls)
        return any(c.kind == "import" and c.target.partition(".")[0] == package for c in calls)

    # -- names ---------------------------------------------------------------------------------------------

    def resolve(self, node: cst.CSTNode) -> str:
        """The full name of what a name or attribute refers to (`numpy.random.rand`), or ''."""
        known = self._resolved.get(id(node))
        if known is None:
            known = self._resolve(node)
            if self.holds_node(node):  # any other may be gone soon, and another have its identity
                self._resolved[id(node)] = known
        return known

    def _resolve(self, node: cst.CSTNode) -> str:
        dotted = dotted_name(node)
        if dotted is None or self.is_hidden(node, dotted.partition(".")[0]):
            return UNKNOWN
        return resolve(self.scope(node), dotted)

    def is_hidden(self, node: cst.CSTNode, name: str) -> bool:
        """Whether a lambda or a comprehension around the node has a variable of that name."""
        for ancestor in self.ancestors(node):
            kind = type(ancestor)
            if kind in STATEMENTS:
                return False
            if kind is cst.Lambda:
                parameters = self.of_kind(cst.Param, cast("cst.Lambda", ancestor).params)
                if any(parameter.name.value == name for parameter in parameters):
                    return True
            elif kind in COMPREHENSIONS and any(
                name in stored_names(c.target) for c in comprehension_clauses(cast("cst.BaseComp", ancestor))
            ):
                return True
        return False
