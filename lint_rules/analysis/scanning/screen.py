"""The screen: what makes a statement worth parsing with libcst, put together from what the rules declare."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.candidates import sieve_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from lint_rules.analysis.scanning.candidates import Candidate
    from lint_rules.catalogue import Listed

    Sieve: TypeAlias = Callable[[Candidate], bool]

_BUILTINS = "builtins."


class Triggers:
    """What some rules look for: from names, methods and kinds of syntax to the codes of who wants them."""

    def __init__(self, rules: Sequence[Listed]) -> None:
        self.syntax: dict[str, list[str]] = defaultdict(list)
        self.keywords: dict[str, list[str]] = defaultdict(list)
        self.parameters: dict[str, list[str]] = defaultdict(list)
        self.calls: dict[str, list[str]] = defaultdict(list)
        self.methods: dict[str, list[str]] = defaultdict(list)
        # Top-level package -> names in it, wherever they lie, and the rule that wants them.
        self.packages: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
        for rule in rules:
            for table, triggers in (
                (self.syntax, rule.syntax),
                (self.keywords, rule.keywords),
                (self.parameters, rule.parameters),
                (self.calls, rule.calls),
                (self.methods, rule.methods),
            ):
                for trigger in triggers:
                    table[trigger].append(rule.code)
            for package, names in rule.packages:
                self.packages[package].append((names, rule.code))
        self.markers = {rule.code: rule.markers for rule in rules}
        self.in_tables = frozenset(rule.code for rule in rules if rule.in_tables)
        self.only_called = frozenset(rule.code for rule in rules if rule.only_called)
        self.sieved = {rule.code: rule.module.rpartition(".")[2] for rule in rules if rule.sieved}
        self.sieves: dict[str, Sieve] = {}
        self.follows = any(rule.follows_names for rule in rules)
        self.iterated_sets = frozenset(rule.code for rule in rules if rule.iterated_sets)
        self.asks_first = frozenset(rule.code for rule in rules if rule.unseeded)
        self.follows_calls = frozenset(rule.code for rule in rules if rule.follows_calls)
        named = (name for name in self.calls if name.startswith(_BUILTINS))
        self.builtins = frozenset(name.removeprefix(_BUILTINS) for name in named)

    def sieve_of(self, code: str) -> Sieve:
        if code not in self.sieves:
            self.sieves[code] = sieve_named(self.sieved[code])
        return self.sieves[code]


class Screen:
    """Triggers as they apply to one file: a rule counts only where the text holds one of its markers.

    A text is searched for the markers of a rule when something in it would make that rule want to look, and
    mostly nothing does. `applies` says of a code whether the file is one for the rule at all.
    """

    def __init__(
        self, triggers: Triggers, text: str | None = None, applies: Callable[[str], bool] | None = None
    ) -> None:
        self._triggers = triggers
        self._text = text
        self._applies = applies
        self._known: dict[str, bool] = {}
        self._markers: dict[str, bool] = {}  # rules share them
        self.syntax = {kind: held for kind in triggers.syntax if (held := self.held(triggers.syntax[kind]))}
        self.keywords: Mapping[str, Sequence[str]] = triggers.keywords
        self.parameters: Mapping[str, Sequence[str]] = triggers.parameters
        self.follows = triggers.follows
        self.iterated_sets = triggers.iterated_sets
        self.asks_first = triggers.asks_first
        self.follows_calls = triggers.follows_calls
        self.builtins = triggers.builtins

    def held(self, codes: Iterable[str]) -> list[str]:
        """Those of some rules that count in this file."""
        return [code for code in codes if self.holds(code)]

    def holds(self, code: str) -> bool:
        known = self._known.get(code)
        if known is None:
            applies = self._applies is None or self._applies(code)
            known = self._known[code] = applies and self._is_marked(self._triggers.markers[code])
        return known

    def _is_marked(self, markers: Iterable[str]) -> bool:
        text, known = self._text, self._markers
        if text is None:
            return True
        for marker in markers:
            if marker not in known:
                known[marker] = marker in text
            if known[marker]:
                return True
        return False

    def codes_for_call(self, target: str, attribute: str | None) -> list[str]:
        triggers = self._triggers
        codes = [*triggers.calls.get(target, ()), *self._of_packages(target)]
        if attribute is not None:
            codes += triggers.methods.get(attribute, ())
        return self.held(codes)

    def _of_packages(self, target: str) -> list[str]:
        wanting = self._triggers.packages.get(target.partition(".")[0])
        if wanting is None:
            return []
        name = target.rpartition(".")[2]
        return [code for names, code in wanting if name in names]

    def passing(self, codes: Iterable[str], candidate: Callable[[], Candidate]) -> list[str]:
        """Those of some rules whose sieve keeps a candidate, or that have none."""
        triggers = self._triggers
        return [c for c in codes if c not in triggers.sieved or triggers.sieve_of(c)(candidate())]

    def codes_for_mention(self, target: str) -> list[str]:
        """Rules that also care where a callable is named without being called (`set[str]`, `key=hash`)."""
        triggers = self._triggers
        codes = [code for code in triggers.calls.get(target, ()) if code not in triggers.only_called]
        codes += [code for code in self._of_packages(target) if code in triggers.in_tables]
        return self.held(codes)
