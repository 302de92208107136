"""What the fixes of single rules write. A fixed text is clean for its rule: fixing again changes nothing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from lint_rules.model import Edit, Finding

    from .conftest import Linter

CASES = [
    pytest.param(
        "REP201",
        True,
        "import torch\ntorch.backends.cudnn.benchmark = True  # faster\n",
        "import torch\ntorch.backends.cudnn.benchmark = False  # faster\n",
        id="REP201-assignment",
    ),
    pytest.param(
        "REP201",
        True,
        "from lightning import Trainer\ntrainer = Trainer(\n    benchmark=True, devices=1\n)\n",
        "from lightning import Trainer\ntrainer = Trainer(\n    benchmark=False, devices=1\n)\n",
        id="REP201-argument",
    ),
    pytest.param(
        "REP202",
        False,
        "import torch\ntorch.use_deterministic_algorithms(True, warn_only=True)\n",
        "import torch\ntorch.use_deterministic_algorithms(True, warn_only=False)\n",
        id="REP202",
    ),
    pytest.param(
        "REP205",
        False,
        "import torch\ntorch.set_float32_matmul_precision('high')\n",
        'import torch\ntorch.set_float32_matmul_precision("highest")\n',
        id="REP205",
    ),
    pytest.param(
        "REP204",
        False,
        "from gensim.models import Word2Vec\nm = Word2Vec(docs, workers=8, seed=1)\n",
        "from gensim.models import Word2Vec\nm = Word2Vec(docs, workers=1, seed=1)\n",
        id="REP204",
    ),
    pytest.param(
        "REP303",
        True,
        "rows = list(pool.imap_unordered(work, items))  # fast\nuse(rows)\n",
        "rows = list(pool.imap(work, items))  # fast\nuse(rows)\n",
        id="REP303-imap",
    ),
    pytest.param(
        "REP303",
        False,
        "from concurrent.futures import as_completed\n\n\ndef f(todo):\n"
        "    return [t.result() for t in as_completed(todo)]\n",
        "from concurrent.futures import as_completed\n\n\ndef f(todo):\n"
        "    return [t.result() for t in todo]\n",
        id="REP303-futures",
    ),
    pytest.param(
        "REP306",
        True,
        "import polars as pl\n\n\ndef f(x: pl.DataFrame):\n"
        "    return (\n        x.unique()  # rows\n"
        "        .group_by(\n            'a',\n        ).len()\n    )\n",
        "import polars as pl\n\n\ndef f(x: pl.DataFrame):\n"
        "    return (\n        x.unique(maintain_order=True)  # rows\n"
        "        .group_by(\n            'a', maintain_order=True,\n        ).len()\n    )\n",
        id="REP306",
    ),
    pytest.param(
        "REP301",
        True,
        "names = list({n.lower() for n in rows})  # all\nout.append(names)\n",
        "names = sorted({n.lower() for n in rows})  # all\nout.append(names)\n",
        id="REP301-list",
    ),
    pytest.param(
        "REP301",
        False,
        "for n in (set(words)\n          - set(b)):\n    out.append(n)\nx = list(set(words))[-1]\n",
        "for n in (sorted(set(words)\n          - set(b))):\n    out.append(n)\nx = sorted(set(words))[-1]\n",
        id="REP301-loop",
    ),
]


@pytest.mark.parametrize(("code", "safe", "before", "after"), CASES)
def test_fix(lint_files: Linter, code: str, safe: bool, before: str, after: str) -> None:
    config = Config(select=(code,))
    findings = lint_files({"example.py": before}, config=config)
    assert findings
    assert [f.fix.safe for f in findings if f.fix] == [safe] * len(findings)
    fixed = applied(before, findings)
    assert fixed == after
    ast.parse(fixed)
    assert lint_files({"example.py": fixed}, config=config) == []


@pytest.mark.parametrize(
    "before",
    [
        "from sklearn import Lasso, Ridge\nmodels = {Ridge(), Lasso()}\nout.append(list(models))\n",
        "for n in {'a', None}:\n    out.append(n)\n",
        "for f in set([lambda x: x, lambda x: 2 * x]):\n    out.append(f)\n",
        "names = list({models.Item(n) for n in rows})\nout.append(names)\n",
    ],
)
def test_what_has_no_order_is_not_sorted(lint_files: Linter, before: str) -> None:
    """`sorted` would raise on it."""
    config = Config(select=("REP301", "REP304"), min_confidence="low")
    findings = lint_files({"example.py": before}, config=config)
    assert findings and not [finding.fix for finding in findings if finding.fix]


def applied(text: str, findings: list[Finding]) -> str:
    """The text after all edits, from the last to the first."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    edits: list[Edit] = sorted({edit for f in findings if f.fix for edit in f.fix.edits}, reverse=True)
    for span, new in edits:
        first = starts[span.line - 1] + span.column - 1
        last = starts[span.end_line - 1] + span.end_column - 1
        text = text[:first] + new + text[last:]
    return text
