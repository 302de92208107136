"""From a call or a name to the statement that is parsed for a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.candidates import Candidate, plain_scope
from lint_rules.analysis.scanning.iterated_sets import MAKERS

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable

    from lint_rules.analysis.scanning.candidates import Surroundings
    from lint_rules.analysis.scanning.facts import Scope
    from lint_rules.analysis.scanning.screen import Screen
    from lint_rules.analysis.scanning.walker import Walker


class Marker:
    """Marks the chunks of one file for the rules that `codes` finds for a full name or for a method."""

    def __init__(
        self,
        walker: Walker,
        screen: Screen,
        around: Surroundings,
        codes: Callable[[str, str | None], list[str]],
    ) -> None:
        self._walker = walker
        self._screen = screen
        self._around = around
        self._codes = codes
        self._known: dict[tuple[str, str | None], list[str]] = {}

    def wanted(self, target: str, attribute: str | None) -> list[str]:
        key = (target, attribute)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._codes(target, attribute)
        return known

    def mark(self, codes: Iterable[str], node: ast.expr, target: str, scope: Scope) -> None:
        chunk = self._walker.chunk_at(node.lineno)
        if target in MAKERS:
            self._walker.want_set(chunk, codes, node)
            return
        kept = self._screen.passing(codes, lambda: Candidate(node, target, scope, self._around))
        if kept:
            chunk.want(kept, node.lineno)
            for code in self._screen.asks_first.intersection(kept):
                chunk.wanted_in.setdefault(code, set()).add(id(plain_scope(scope)))
