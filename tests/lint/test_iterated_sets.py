"""Sets that are only asked what they hold are not parsed again; those that may be gone through are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.analysis.reading import sources
from lint_rules.analysis.scanning.screen import Screen, Triggers
from lint_rules.catalogue import catalogue

if TYPE_CHECKING:
    from .conftest import Linter


def wanted(text: str) -> set[str]:
    rules = [rule for rule in catalogue() if rule.code in ("REP301", "REP305")]
    facts = sources.scan_text(text, "a.py", Screen(Triggers(rules)))
    return {code for chunk in facts.chunks for code in chunk.wanted_by}


ASKED = (
    "known = set(names)\nok = x in known\n",
    "ok = x in {'a', 'b'}\n",
    "n = len(set(names))\nnames = sorted({f(n) for n in names})\n",
    "def f(seen: set[str]):\n    seen.add(1)\n    seen |= {2}\n    return 1 in seen\n",
    "class A:\n    def f(self):\n        self.seen = set()\n        return 1 in self.seen\n",
    "def f(items):\n    s = set()\n    for x in items:\n        s.add(x)\n    return len(s)\n",
    "def f():\n    s = set()\n    return 1 in s\n\ndef g(s):\n    return list(s)\n",
)
# Gone through, but nothing can come of the order.
FORGOTTEN = (
    "for x in set(names):\n    process(x)\n    y = x\n",
    "ok = any(x in known for x in {f(n) for n in names})\n",
    "names = sorted([x.name for x in set(items)])\n",
    "lower = {x.lower() for x in set(names)}\n",
    "def f(s: set[str]):\n    for x in s:\n        if x:\n            raise ValueError(x)\n",
)
GONE_THROUGH = (
    "def f():\n    for x in set(names):\n        f()\n",
    "from random import random as draw\nfor x in set(names):\n    w = draw()\n",
    "def any(xs):\n    return list(xs)\n\nfirst = any(x for x in set(names))\n",
    "for x in set(names):\n    table[x] = n\n",
    "for x in set(names):\n    print(x, file=out)\n",
    "for x in set(names):\n    total += x\n",
    "for x in set(names):\n    out.append(x)\n",
    "known = set(names)\nout = list(known)\n",
    "known = set(names)\nout = [*(known | other)]\n",
    "known = set(names)\ndef f():\n    return [x for x in known]\n",
    "def f(s: set[str]):\n    return ','.join(s)\n",
    "def f(s: 'x' = None) -> frozenset[str]:\n    return s\n\ndef g():\n    return list(f())\n",
    "def f():\n    return {g(), h()}\n\nfirst = f().pop()\n",
    "class A:\n    names: set[str]\n    def f(self):\n        yield from self.names\n",
    "class A:\n    def f(self):\n        self.s = set(x)\n    def g(self):\n        return list(self.s)\n",
    "from collections import defaultdict\ng = defaultdict(set)\nout = list(g[k])\n",
    "a, b = set(x), set(y)\nout = list(a)\n",
    "g = {}\ng[k] = set(x)\nfor _, s in g.items():\n    out.append(list(s))\n",
    "g = {}\ns = set(x)\ng[k] = s\nout = [list(t) for t in g.values()]\n",
    "a, b = set(names)\n",
    "if (s := set(names)):\n    out = list(s or ())\n",
    "s = x.get('k', set())\nout = list(s)\n",
    "d = {k: {g(k), h(k)} for k in ks}\nout = list(d[0])\n",
    "import itertools\ns = {a(), b()} if c else None\nout = list(itertools.chain(s))\n",
    "d = dict.fromkeys(set(names))\nout = list(d)\n",
    "s = set(names)\nt = s.union(x).copy()\nout = enumerate(t)\n",
    "both = list(a.keys() & b.keys())\n",
)


@pytest.mark.parametrize("text", ASKED + FORGOTTEN)
def test_sets_that_are_only_asked_are_left_alone(text: str) -> None:
    assert not wanted(text)


@pytest.mark.parametrize("text", GONE_THROUGH)
def test_sets_that_may_be_gone_through_are_wanted(text: str) -> None:
    assert "REP301" in wanted(text)


def test_a_function_that_is_handed_an_order_is_looked_at(lint_files: Linter) -> None:
    text = "def holds(names):\n    return 'a' in names\n\n\ndef f(x):\n    return holds(list(set(x)))\n"
    assert [f for f in lint_files({"a.py": text}, "a.py") if f.code == "REP301"] == []


def test_what_two_dicts_share_is_a_set(lint_files: Linter) -> None:
    found = lint_files({"a.py": "def f(a, b):\n    return list(a.keys() & b.keys())\n"}, "a.py")
    assert [f.code for f in found] == ["REP301"]
