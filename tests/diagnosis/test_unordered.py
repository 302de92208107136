"""Loops that give the same in whatever order they go."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from pytest_repro.diagnosis.taint import Root
from pytest_repro.diagnosis.unordered import in_any_order, ordered, sorted_at_once

if TYPE_CHECKING:
    from pathlib import Path

FREE = (
    "for x in s:\n    kept[x] = 1\nreturn kept['a']",
    "for x in s:\n    kept[x] = first\nreturn {t: kept[t] for t in names}",
    "for x, y in s:\n    if y > 2:\n        kept[x] = abs(y)\n    else:\n        pass\nreturn kept.get(1)",
    "for x in s:\n    seen.add(x)\nreturn [n for n in names if n in seen]",
    "for x in s:\n    kept[x] = len(x)\n    seen.add(x[0])\nreturn sorted(seen), len(kept), kept[first]",
)
BOUND = (
    "for x in s:\n    kept[x] = len(kept)\nreturn kept['a']",  # numbered as they come
    "for x in s:\n    kept[x] = 1\nreturn kept",  # whoever gets it may go through it
    "for x in s:\n    kept[x] = 1\nreturn list(kept)",
    "for x in s:\n    kept[x] = 1\nreturn [k for k in kept]",
    "for x in s:\n    kept[first] = x\nreturn kept[first]",  # the last one stays
    "for x in s:\n    kept[x] = draw()\nreturn kept['a']",  # what is drawn goes by turns
    "for x in s:\n    kept[x] = (last := last + x)\nreturn kept['a']",
    "for x in s:\n    total += x\nreturn total",
    "for x in s:\n    names.append(x)\nreturn names[0]",
    "for x in s:\n    seen.add(kept[x])\n    kept[x] = 1\nreturn sorted(seen), kept['a']",
    "for x in s:\n    if x:\n        break\n    kept[x] = 1\nreturn kept['a']",
    "for x in s:\n    return x",
    "for x in s:\n    pass",
    "for x in s:\n    kept[x] = 1\nelse:\n    kept.clear()\nreturn kept['a']",
    "x = s.pop()",
    "for x in s:\n    last[x] = 1\nreturn last['a']",  # the caller's, who may go through it
    "for x in s:\n    KEPT[x] = 1\nreturn KEPT['a']",
)


def loop(body: str, folder: Path) -> Root:
    file = folder / "program.py"
    made = "def f(s, first, names, last, total):\n    kept = {}\n    seen = set()\n"
    file.write_text(f"{made}{textwrap.indent(body, '    ')}\n")
    return Root(str(file), 4, 4, "f")


@pytest.mark.parametrize("body", FREE)
def test_what_each_item_fills_is_the_same_in_any_order(body: str, tmp_path: Path) -> None:
    root = loop(body, tmp_path)
    assert in_any_order(root.file, root.line)
    other = Root(root.file, 9, 9, "f")
    assert ordered([root, other]) == (other,)
    assert ordered([root]) == (root,)  # something must be named


@pytest.mark.parametrize("body", BOUND)
def test_what_goes_by_the_order_is_told(body: str, tmp_path: Path) -> None:
    root = loop(body, tmp_path)
    assert not in_any_order(root.file, root.line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("for path in sorted(root.glob('*.txt')):\n    pass", True),
        ("names = sorted(os.listdir(root), reverse=True)", True),
        ("names = sorted(p.stem for p in set(root.rglob('*')))", True),
        ("names = sorted([*os.listdir(root)], key=len)", False),  # equals stay as they come
        ("rows = sorted(enumerate(os.listdir(root)))", False),
        ("names = sorted(os.listdir(root)) + os.listdir(other)", False),
        ("names = os.listdir(root)", False),
        ("names = sorted(find(root))", False),  # who knows what it lists, and what it makes of it
    ],
)
def test_listings_whose_names_are_sorted_at_once(line: str, expected: bool, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(f"import os\n{line}\n")
    assert sorted_at_once(str(file), 2) is expected
