"""Scripts in scalars: every character of the text leads back to its place in the file."""

from __future__ import annotations

import pytest

from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.manifests.formats.scripts import excerpt
from lint_rules.manifests.formats.yaml import load

TEXT = """\
job:
  literal: |2-
    pip install a

     b
  folded: >
    pip install
    A
    B

    C
     D
  quoted: "pip install
    Q"
  plain: pip install y
    z
  short: 'pip s'
"""


@pytest.mark.parametrize(
    ("key", "needle", "place"),
    [
        ("literal", "a", (3, 17)),
        ("literal", "b", (5, 6)),
        ("folded", "B", (9, 5)),
        ("folded", "C", (11, 5)),
        ("folded", "D", (12, 6)),
        ("quoted", "Q", (14, 5)),
        ("plain", "y", (15, 22)),
        ("plain", "z", (16, 5)),
        ("short", "s", (17, 15)),
    ],
)
def test_the_way_back(key: str, needle: str, place: tuple[int, int]) -> None:
    root = load(TEXT)
    assert root is not None
    script = excerpt(root.values["job"].values[key], split_lines(TEXT))
    assert script.place(script.text.rindex(needle)) == place
    assert TEXT.splitlines()[place[0] - 1][place[1] - 1] == needle


def test_folded_lines_are_one_command() -> None:
    root = load(TEXT)
    assert root is not None
    script = excerpt(root.values["job"].values["folded"], split_lines(TEXT))
    assert script.text.split("\n")[0] == "pip install A B"


def test_escapes_in_double_quotes() -> None:
    text = 'a: "x \\"y\\"\\n\\u00e9z\\\n  \\ w\n  q"\n'
    root = load(text)
    assert root is not None
    node = root.values["a"]
    script = excerpt(node, split_lines(text))
    assert script.text.rstrip() == 'x "y"\n?z w q' and node.text == 'x "y"\n\u00e9z w q'
    assert [script.place(script.text.index(c)) for c in "yzwq"] == [(1, 9), (1, 20), (2, 5), (3, 3)]
