"""What is left out of the slow parse changes no finding and no place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from lint_rules.analysis.reading import sources
from lint_rules.analysis.scanning.methods import Reach, leave_out
from lint_rules.analysis.scanning.screen import Screen, Triggers
from lint_rules.catalogue import catalogue
from lint_rules.packing import pack_facts, unpack_facts

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.facts import Facts

    from .conftest import Linter

FILLER = "".join(f"\n    def idle{n}(self):\n        x = {n}\n        return x\n" for n in range(12))
CLASS = f"""
import numpy as np

class Data:
    kinds = set(load())
{FILLER}
    def __init__(self, names):
        self.names = set(names)

    def other(self):
        def inner():
            return 1
        return inner
{FILLER.replace("idle", "more")}
    def listed(self):
        return [name for name in self.names]

    async def noise(self, n):
        def inner():
            return np.random.rand(n)

        return inner()
"""


def scanned(text: str) -> Facts:
    triggers = Triggers([rule for rule in catalogue() if rule.reads_source])
    facts = sources.scan_text(text, "a.py", Screen(triggers, text))
    leave_out(facts, text, Reach(sets=frozenset({"REP301", "REP305"})))
    return facts


def line_of(text: str) -> int:
    return CLASS[: CLASS.index(text)].count("\n") + 1


def test_bodies_that_share_nothing_are_left_out() -> None:
    (chunk,) = [chunk for chunk in scanned(CLASS).chunks if chunk.skipped]
    left_out = {line for first, last in chunk.skipped for line in range(first, last + 1)}
    assert line_of("x = 3") in left_out and line_of("return 1\n") in left_out
    for kept in ("self.names = set", "for name in self.names", "np.random.rand", "def idle3", "kinds ="):
        assert line_of(kept) not in left_out, kept


def test_findings_and_places_stay(lint_files: Linter) -> None:
    found = {(f.code, f.line) for f in lint_files({"a.py": CLASS}, "a.py")}
    assert ("REP301", line_of("for name in self.names")) in found
    assert ("REP102", line_of("np.random.rand")) in found


def test_facts_survive_packing() -> None:
    facts = scanned(CLASS + "\nfrom os import *\n\nif __debug__:\n    alias = Data\n    alias([]).listed()\n")
    again = unpack_facts(pack_facts(facts))
    assert again.module == facts.module
    assert [s.qualname for s in again.scopes] == [s.qualname for s in facts.scopes]
    for packed, made in zip(again.scopes, facts.scopes, strict=True):
        assert packed.calls == made.calls and packed.bases == made.bases
        assert packed.decorators == made.decorators and packed.parameters == made.parameters
        assert (packed.parent is again.module) == (made.parent is facts.module)


MARKERS = sorted({marker for rule in catalogue() for marker in rule.markers})


@given(st.lists(st.sampled_from([*MARKERS, "x", " ", "\n", "\t", "\f", "\x1c", "\u2028", "é"]), max_size=12))
def test_a_rule_is_asked_where_one_of_its_markers_stands_anywhere(parts: list[str]) -> None:
    text = "".join(parts)
    rules = [rule for rule in catalogue() if rule.reads_source]
    held = Screen(Triggers(rules), text).held(rule.code for rule in rules)
    assert held == [rule.code for rule in rules if any(marker in text for marker in rule.markers)]
