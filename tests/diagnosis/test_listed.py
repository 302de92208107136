"""Where a list got the order in which a loop goes through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_repro.diagnosis.listed import line_of_list

if TYPE_CHECKING:
    from pathlib import Path

STEPS = """
class Optimizer:
    def __init__(self, params):
        self.params = {made}

    def step(self):
        for p in self.params:
            p.move()
"""
LOCAL = """
def run(nodes):
    chosen = {made}
    for node in chosen:
        node.move()

def other(nodes):
    chosen = [n for n in nodes]
"""


@pytest.mark.parametrize(
    ("made", "found"),
    [
        ("[p for p in params if p.requires_grad]", True),
        ("list(params)", True),
        ("tuple(params)", True),
        ("list(set(params))", True),
        ("sorted(params)", False),
        ("params", False),
        ("[p for p in sorted(params)]", False),
        ("[]", False),
    ],
)
def test_the_line_that_fills_the_list(made: str, found: bool, tmp_path: Path) -> None:
    for number, text in enumerate((STEPS, LOCAL)):
        file = tmp_path / f"{number}.py"
        names = made if number == 0 else made.replace("params", "nodes")
        file.write_text(text.format(made=names))
        lines = file.read_text().splitlines()
        loop = next(n for n, line in enumerate(lines, 1) if line.strip().startswith("for "))
        assert line_of_list(str(file), loop) == (
            lines.index(f"        self.params = {names}") + 1
            if number == 0 and found
            else 3
            if found
            else None
        )


def test_a_list_of_which_two_lines_make_one_is_neither_of_them(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text(LOCAL.format(made="list(nodes)\n    chosen = tuple(nodes)"))
    assert line_of_list(str(file), 5) is None
    assert line_of_list(str(file), 1) is None
