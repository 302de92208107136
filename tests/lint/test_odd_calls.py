"""Calls as nobody writes them: too few arguments, empty texts, names bound to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Linter

IMPORTS = (
    "import asyncio, glob, heapq, json, os\nimport numpy as np\nimport torch\nfrom pathlib import Path\n"
    "from scipy.sparse import csr_matrix\nimport polars as pl\n"
)
ODD = [
    "x = glob.glob(f'')\nuse(x)",
    "x = glob.glob('')\nuse(x)",
    "x = glob.glob()\nuse(x)",
    "rows.seed(None).seed(3).seed()",
    "for x in enumerate():\n    use(x)",
    "for x in zip():\n    use(x)",
    "json.dump()\njson.dump(*set(a))\njson.dump(**{x: 1 for x in set(a)})",
    "x = set(a)\nx = x\nx = list(x)\nx = x\nuse(x)",
    "a = list(b)\nb = list(a)\nuse(zip(a, b))",
    "x = np.array()\ny = torch.tensor()\nz = csr_matrix()\nuse(np.array(list(set(a)), dtype=))",
    "x = sorted()\ny = sorted(set(a), key=)\n",
    "x = sorted(set(a), key=lambda: 0)\ny = max(set(b), key=lambda *w: w)\nuse(x, y)",
    "pool.map()\npool.map(f)\npool.map(*set(a))\npool.map(set(a))",
    "with os.scandir() as (a, b):\n    use(a, b)",
    "with os.scandir() as a.b:\n    use(a)",
    "for a.b in set(c):\n    a.b.append(c)",
    "for a[0] in os.listdir():\n    t[a[0]] = len(t)",
    "sum()\nsum(set(a), *b)\nx = sum(os.listdir(), [])\nuse(x)",
    "while todo:\n    x = todo.pop()\n    todo.append(x)\ntodo = list(set(a))",
    "def f(x=[*set(a)]):\n    yield from set(x)\nlambda: [*set(a)]",
    "x: set = set(a)\nx: int\nuse(list(x))",
    "pl.concat([pl.DataFrame(a).unique()])\npl.concat()\npl.concat([[pl.DataFrame(a).unique()]])",
    "Path().glob()\nfor p in Path().glob(f'{a}*'):\n    out.append(p)",
    "a.set(None).set(1).set(None)\nimport b\nb.seed(None).seed(1)",
    "class A:\n    x = set(a)\n    y = list(x)\n    def f(self):\n        self.y += [*self.x]",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_calls_are_linted(lint_files: Linter, text: str) -> None:
    findings = lint_files({"a.py": IMPORTS + text + "\n"})
    parses = "=)" not in text
    assert all((finding.code != "REP000") == parses for finding in findings)
