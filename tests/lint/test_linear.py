"""Generated functions are long: twice as many findings in one of them take twice the work, not four times."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

import pytest

from lint_rules.analysis.ordering import searched_inside
from lint_rules.analysis.tree import imports, unreachable
from lint_rules.analysis.tree.parsed import Tree
from lint_rules.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

    import libcst as cst

    from .conftest import Linter

REPEATED = {
    "one name for each": "    x{n} = list(set(a))\n    use(x{n})\n",
    "one name for all": "    x = list(set(a))\n    use(x)\n",
    "no name": "    use(list(set(words)))\n",
    "loops that fill one list": "    names = set(a)\n    for n in names:\n        out.append(n + '{n}')\n",
    "made of the one before": "    x{n} = set(x{n})\n    out.append(list(x{n}))\n",
    "taken one by one": "    names = {{a, b}}\n    while names:\n        out.append(names.pop())\n",
    "listings": "    for p in os.listdir(a):\n        out.append(p)\n",
    "draws": "    x = random.random()\n    out.append(x)\n",
    "draws of torch": "    x = torch.rand(3)\n    out.append(x)\n",
    "arrays": "    x = np.empty(3)\n    out.append(x + 1)\n",
    "loaders": "    shuffle = mode == 'train'\n    out.append(DataLoader(a, shuffle=shuffle))\n",
    "columns": "    for n in set(words):\n        df[n] = {n}\n",
    "sums": "    for n in set(words):\n        out = out + n.size * 0.5\n",
    "generators": "    rng = np.random.default_rng()\n    out.append(rng.random())\n",
}


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the rules have gone from one node to another."""
    taken = [0]

    def counted(ask: Callable[[Tree, cst.CSTNode], Any]) -> Callable[[Tree, cst.CSTNode], Any]:
        def count(tree: Tree, node: cst.CSTNode) -> Any:
            taken[0] += 1
            return ask(tree, node)

        return count

    for name in ("parent", "order"):
        monkeypatch.setattr(Tree, name, counted(getattr(Tree, name)))
    return taken


@pytest.mark.parametrize("body", REPEATED.values(), ids=REPEATED)
def test_the_work_grows_with_the_length_of_a_function(
    lint_files: Linter, steps: list[int], body: str
) -> None:
    def work(times: int) -> int:
        steps[0] = 0
        written = "".join(body.format(n=n) for n in range(times))
        imports = (
            "import os, random, torch\nimport numpy as np\nfrom torch.utils.data import DataLoader\n\n\n"
        )
        text = f"{imports}def f(a, b, out):\n{written}"
        found = lint_files({"a.py": text}, config=Config(extend_select=("REP403",)))
        assert len(found) in (0, times)
        return steps[0]

    few, many = work(50), work(200)
    assert few > 50
    assert many < 5 * few


def test_each_statement_is_asked_once_whether_it_leaves(
    lint_files: Linter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[cst.CSTNode] = []
    leaves = unreachable._leaves
    monkeypatch.setattr(unreachable, "_leaves", lambda file, node: asked.append(node) or leaves(file, node))
    assert len(lint_files({"a.py": "import random\n" + "print(random.random() + x)\n" * 50})) == 50
    assert len(asked) == 50


def test_a_notebook_is_searched_once_for_what_its_code_says(
    lint_files: Linter, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Strings:
        searched = 0

        def sub(self, replacement: str, text: str) -> str:
            self.searched += 1
            return text

    strings = Strings()
    monkeypatch.setattr(searched_inside, "_NO_CODE", strings)
    lines = [
        line
        for n in range(9)
        for line in (f"seen{n} = []\n", f"for p in os.listdir(a):\n    seen{n}.append(p)\n")
    ]
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["import os\n", *lines]}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    assert len(lint_files({"a.ipynb": json.dumps(notebook)})) == 9
    assert strings.searched == 1


def test_attributes_that_are_made_of_themselves_are_followed_once(
    lint_files: Linter, steps: list[int]
) -> None:
    first = "        self._rows = rows.group_by('user').len()\n"
    again = "        self._rows = self._rows.with_columns(x=1)\n"
    text = "import polars as pl\n\nclass A:\n    def fit(self, rows: pl.DataFrame):\n"

    def work(times: int) -> int:
        steps[0] = 0
        assert not lint_files({"a.py": text + first + again * times})
        return steps[0]

    few = work(5)
    assert 0 < work(10) < 5 * few


def test_a_file_is_parsed_once_for_all_imports_that_its_fixes_want(
    lint_files: Linter, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    monkeypatch.setattr(imports, "parse", lambda text: parsed.append(text) or ast.parse(text))
    loader = "fit(DataLoader(rows, shuffle=True))\n"
    found = lint_files({"a.py": f"from torch.utils.data import DataLoader\n\n{loader * 5}"})
    assert len([f for f in found if f.fix is not None and len(f.fix.edits) == 2]) == 5
    assert len(parsed) == 1
