"""What an instruction does with a hash or an id."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_repro.interpose.lookups import answers_for_lookup, hashes_for_lookup, hashes_into_set

asked: list[bool] = []


class Key:
    def __hash__(self) -> int:
        asked.append(hashes_for_lookup(sys._getframe(1)))
        return 1


def number(value: object) -> int:
    frame: Any = sys._getframe(1)
    asked.append(answers_for_lookup(frame.f_code, frame.f_lasti))
    return 1


HARMLESS = [
    "{}.get(1) or key in {}", "table[key]", "table.update() or {key: 1}", "{k: 1 for k in [key]}",
    "key not in table", "{key: 1, 2: 3}", "(key, 2) in table",
    "table.get(key)", "table.pop(key)", "min((1, 2), (1, table.pop(key, None)))", "table.setdefault(key, 2)",
    "names.discard(key)",
    "{number(key): key for _ in [1]}", "number(key) in {1}", "numbers[number(key)]",
    "number(key) == number(key)",
    "number(key) != 2", "numbers[number(key)] + 1", "{number(key): [key, (key.__class__, 2)][0]}",
]  # fmt: skip
HARMFUL = [
    "{key}", "{k for k in [key]}", "set([key])", "names.add(key)", "frozenset((key,))", "hash(key)",
    "number(key)", "number(key) % 7", "{number(key)}", "[number(key)]", "number(key) < 3",
    "[number(key), 2][0]",
    "sorted([key], key=number)", "number(key) if key else 0",
]  # fmt: skip


@pytest.mark.parametrize(("text", "harmless"), [(t, True) for t in HARMLESS] + [(t, False) for t in HARMFUL])
def test_only_what_looks_up_is_harmless(text: str, harmless: bool) -> None:
    key = Key()
    table = {key: 1}
    names = {"table": table, "key": key, "names": set(), "numbers": {1: 1}, "number": number}
    asked.clear()
    eval(compile(text, "here", "eval"), names)
    assert asked and set(asked) == {harmless}


def test_statements() -> None:
    key, table, numbers = Key(), {}, {}  # type: ignore[var-annotated]
    asked.clear()
    table[key] = 1
    numbers[number(key)] = key
    del table[key]
    del numbers[number(key)]
    assert asked == [True] * 4


class Grouped:
    def __hash__(self) -> int:
        asked.append(hashes_into_set(sys._getframe(1)))
        return 1


INTO_SETS = [
    "{item}", "{each for each in [item]}", "{item, *[item]}", "set([item])", "names.add(item)", "hash(item)",
    "frozenset((item,))", "names.update([item], (1 for _ in [2]))", "holder.items.add(item)",
    "set().union([item])", "set(*[[item]])", "set(list((item,)))", "names.add(*[item])",
]  # fmt: skip
ELSEWHERE = [
    "table.get(item)", "table.setdefault(item, set())", "names.add(table.get(item))", "item in names",
    "table.pop(item, set([1]))", "dict.fromkeys([item])", "dict.fromkeys(*[[item]])",
    "dict([(item, set([1]))])",
    "names.add(1) or table.get(item, {3})",
]  # fmt: skip


@pytest.mark.parametrize(("text", "into"), [(t, True) for t in INTO_SETS] + [(t, False) for t in ELSEWHERE])
def test_what_goes_into_a_set(text: str, into: bool) -> None:
    names: dict[str, Any] = {
        "item": Grouped(),
        "names": {1},
        "table": {0: 0},
        "holder": SimpleNamespace(items=set()),
    }
    asked.clear()
    eval(compile(text, "here", "eval"), names)
    assert asked and set(asked) == {into}
