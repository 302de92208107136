"""The screen: what makes a statement worth parsing with libcst, put together from what the rules declare."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.candidates import sieve_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeAlias

    from lint_rules.analysis.scanning.candidates import Candidate
    from lint_rules.catalogue import Listed

    Sieve: TypeAlias = Callable[[Candidate], bool]


class Screen:
    """The triggers of the rules that may have something to say about a file."""

    def __init__(self, rules: Sequence[Listed]) -> None:
        self.syntax: dict[str, list[str]] = defaultdict(list)
        self.keywords: dict[str, list[str]] = defaultdict(list)
        self.parameters: dict[str, list[str]] = defaultdict(list)
        self._calls: dict[str, list[str]] = defaultdict(list)
        self._methods: dict[str, list[str]] = defaultdict(list)
        # Top-level package -> names in it, wherever they lie, and the rule that wants them.
        self._packages: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
        for rule in rules:
            for table, triggers in (
                (self.syntax, rule.syntax),
                (self.keywords, rule.keywords),
                (self.parameters, rule.parameters),
                (self._calls, rule.calls),
                (self._methods, rule.methods),
            ):
                for trigger in triggers:
                    table[trigger].append(rule.code)
            for package, names in rule.packages:
                self._packages[package].append((names, rule.code))
        self._only_called = frozenset(rule.code for rule in rules if rule.only_called)
        self._sieved = {rule.code: rule.module.rpartition(".")[2] for rule in rules if rule.sieved}
        self._sieves: dict[str, Sieve] = {}
        self.follows = any(rule.follows_names for rule in rules)
        self.iterated_sets = frozenset(rule.code for rule in rules if rule.iterated_sets)
        self.follows_calls = frozenset(rule.code for rule in rules if rule.follows_calls)
        prefix = "builtins."
        self.builtins = frozenset(
            name.removeprefix(prefix) for name in self._calls if name.startswith(prefix)
        )

    def codes_for_call(self, target: str, attribute: str | None) -> list[str]:
        codes = [*self._calls.get(target, ())]
        name = target.rpartition(".")[2]
        codes += [code for names, code in self._packages.get(target.partition(".")[0], ()) if name in names]
        if attribute is not None:
            codes += self._methods.get(attribute, ())
        return codes

    def passing(self, codes: Iterable[str], candidate: Callable[[], Candidate]) -> list[str]:
        """Those of some rules whose sieve keeps a candidate, or that have none."""
        return [code for code in codes if code not in self._sieved or self._sieve_of(code)(candidate())]

    def _sieve_of(self, code: str) -> Sieve:
        if code not in self._sieves:
            self._sieves[code] = sieve_named(self._sieved[code])
        return self._sieves[code]

    def codes_for_mention(self, target: str) -> list[str]:
        """Rules that also care where a callable is named without being called (`set[str]`, `key=hash`)."""
        return [code for code in self._calls.get(target, ()) if code not in self._only_called]


class Screens:
    """The screens of one run: a file gets that of the rules whose markers it holds."""

    def __init__(self, rules: Sequence[Listed]) -> None:
        self._rules = rules
        self._screens: dict[tuple[str, ...], Screen] = {}

    def marked(self, text: str) -> list[Listed]:
        """The rules that may have something to say about a text.

        No marker holds a blank, so none is missed where each word is looked at once; that halves the search.
        """
        words = "\n".join(dict.fromkeys(text.split()))
        held: dict[str, bool] = {}  # rules share markers
        return [rule for rule in self._rules if any(_holds(words, m, held) for m in rule.markers)]

    def screen(self, rules: Sequence[Listed]) -> Screen:
        key = tuple(rule.code for rule in rules)
        if key not in self._screens:
            self._screens[key] = Screen(rules)
        return self._screens[key]


def _holds(text: str, marker: str, known: dict[str, bool]) -> bool:
    held = known.get(marker)
    if held is None:
        held = known[marker] = marker in text
    return held
