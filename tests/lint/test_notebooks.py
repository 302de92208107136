"""Notebooks: cells in order are one module, findings stand in cells, and IPython's syntax is tolerated."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import Finding, lint
from lint_rules.analysis.reading.magics import as_python
from lint_rules.config import Config

from .conftest import write_files
from .test_cli import repro_lint

if TYPE_CHECKING:
    from pathlib import Path

DRAW = "import random\nx = random.random()"


def code(source: str | list[str], **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source, **more}


def text_cell(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def notebook(*cells: dict[str, Any], **metadata: Any) -> str:
    return json.dumps({"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def found(folder: Path, text: str, *, sure: bool = True) -> list[Finding]:
    (folder / "n.ipynb").write_text(text, encoding="utf-8")
    return lint([folder], root=folder, config=Config(), unsure=not sure)


def places(folder: Path, text: str) -> list[tuple[int | None, int, str]]:
    return [(f.cell, f.line, f.code) for f in found(folder, text)]


def test_findings_are_told_by_cell(tmp_path: Path) -> None:
    text = notebook(
        text_cell("# random.random()"), code("import random\n\n"), code(["y = 1\n", "x = random.random()"])
    )
    (finding,) = found(tmp_path, text)
    assert (finding.cell, finding.line, finding.column) == (3, 2, 5)
    assert (finding.end_line, finding.end_column) == (2, 20)
    assert repro_lint(tmp_path).stdout.startswith("n.ipynb:cell 3:2:5: REP101 ")


def test_the_indentation_that_a_whole_cell_has_is_taken_away(tmp_path: Path) -> None:
    """As IPython does, which goes by the first line that is not blank."""
    seeds = "import numpy as np\n    \n    np.random.seed(0)\n  # less\n    x = np.random.rand(3)"
    assert not found(tmp_path, notebook(code(f"\n    {seeds}"), code("y = np.random.rand(3)")))
    text = notebook(
        code("import random"), code("    %matplotlib inline\n    x = 1\n    y = random.random()\n")
    )
    (finding,) = found(tmp_path, text)
    assert (finding.cell, finding.line, finding.column, finding.end_column) == (2, 3, 9, 24)


def test_a_notebook_without_any_import_of_numpy_knows_it_by_its_usual_name(tmp_path: Path) -> None:
    """That of `ipython --pylab`, or of a startup file."""
    split = "from sklearn.model_selection import train_test_split\na, b = train_test_split(rows)"
    assert places(tmp_path, notebook(code(split))) == [(1, 2, "REP105")]
    assert not found(tmp_path, notebook(code("np.random.seed(1)"), code(split)))
    assert not found(tmp_path, notebook(code("np = take()\nx = np.random.rand(3)")))
    write_files(tmp_path, {"n.ipynb": notebook(), "part.py": "x = np.random.rand(3)\n"})
    assert not lint([tmp_path], root=tmp_path, config=Config())  # it would fail before it draws


def test_a_method_in_a_chain_over_several_lines_is_found_at_its_name(tmp_path: Path) -> None:
    text = notebook(
        code("import pandas as pd"), code("y = 1\nx = (pd.DataFrame(rows)\n     .sample(9)\n     .head())")
    )
    (finding,) = found(tmp_path, text)
    assert (finding.cell, finding.line, finding.column, finding.end_line) == (2, 3, 7, 3)


def test_a_seed_in_an_earlier_cell_counts(tmp_path: Path) -> None:
    seeded = code("import random\nrandom.seed(0)")
    assert found(tmp_path, notebook(seeded, code("x = random.random()"))) == []
    (late,) = found(tmp_path, notebook(code(DRAW), seeded))
    assert (late.code, late.confidence) == ("REP109", "medium")


def test_what_a_program_seeds_reaches_no_callback_of_a_notebook(tmp_path: Path) -> None:
    program = "import random\n\ndef main():\n    random.seed(3)\n    fit(rows)\n\nmain()\n"
    write_files(tmp_path, {"train.py": program})
    callback = (
        "import random, widgets\n\n@widgets.interact(n=3)\ndef react(n):\n    fit(random.sample(rows, n))"
    )
    assert places(tmp_path, notebook(code(callback))) == [(1, 5, "REP101")]
    seeded = code("random.seed(1)")
    assert places(tmp_path, notebook(code(callback), seeded)) == []


def test_a_loader_that_a_notebook_never_goes_through_draws_nothing(tmp_path: Path) -> None:
    loader = code(
        "from torch.utils.data import DataLoader\nloader = DataLoader(rows, shuffle=True)\nlen(loader)"
    )
    assert found(tmp_path, notebook(loader), sure=False) == []
    in_function = code("def f():\n    return next(iter(loader))")
    assert places(tmp_path, notebook(loader, in_function)) == [(1, 2, "REP115")]


def test_a_loader_before_the_cell_that_seeds_is_doubtful(tmp_path: Path) -> None:
    loader = code(
        "from torch.utils.data import DataLoader\nloader = DataLoader(rows, shuffle=True)\nlook(loader)"
    )
    helper = code("import torch\n\ndef fit(loader):\n    torch.manual_seed(0)\n    return loader")
    (sure,) = found(tmp_path, notebook(loader, helper))
    assert (sure.code, sure.confidence) == ("REP115", "high")
    (doubtful,) = found(tmp_path, notebook(loader, helper, code("fit(loader)")), sure=False)
    assert (doubtful.code, doubtful.confidence) == ("REP115", "low")
    assert found(tmp_path, notebook(loader, helper, code("fit(loader)"))) == []


@pytest.mark.parametrize(
    ("metadata", "linted"),
    [
        ({}, True),
        ({"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}, True),
        ({"language_info": {"name": "python"}}, True),
        ({"kernelspec": {"name": "conda-env-lab-py"}}, True),
        ({"kernelspec": {"name": "ir"}}, False),
        ({"kernelspec": {"name": "julia-1.9", "language": "julia"}}, False),
        ({"language_info": {"name": "R"}}, False),
        ({"kernelspec": None, "language_info": []}, True),
    ],
)
def test_kernels(tmp_path: Path, metadata: dict[str, Any], linted: bool) -> None:
    assert bool(found(tmp_path, notebook(code(DRAW), **metadata))) is linted


def test_format_3(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "heading", "source": "random"},
        {"cell_type": "code", "language": "python", "input": ["import random\n", "x = random.random()"]},
    ]
    text = json.dumps({"metadata": {}, "nbformat": 3, "worksheets": [{"cells": cells}]})
    assert places(tmp_path, text) == [(2, 2, "REP101")]


@pytest.mark.parametrize(
    "first",
    [
        "%matplotlib inline",
        "%load_ext autoreload\n%autoreload 2",
        "!pip install numpy \\\n   scipy",
        "files = !ls data",
        "x = %timeit -o f()",
        "random?",
        "?random.random",
        "random.random??",
        "%%time",
        "%timeit for x in range(3): pass",
        "%%capture out",
        "if True:\n    !echo {x}\n    %cd ..",
        "x = (7\n     % 4)\ny = '''\n%time\n!x\n'''",
        "s = 'a \\\n!b'\n%who",
        "d = {'%': 1}  # %%x ?\n%who",
        "# comment\n%pylab",
        "await f()",
    ],
)
def test_magics_are_tolerated_and_lines_stay(tmp_path: Path, first: str) -> None:
    line = first.count("\n") + 2
    text = notebook(code(f"{first}\nx = random.random()"), code("import random"))
    # The import comes in a later cell, but names are those of the whole module.
    found = [place for place in places(tmp_path, text) if place[2] != "REP505"]  # `!pip install`
    assert found == [(1, line, "REP101")], as_python(first)


@pytest.mark.parametrize(
    "first",
    [
        "%%bash",
        "%%html",
        "%%writefile a.py",
        "%%R -i x",
        "%%javascript",
        "%%sql",
        "%%bigquery df",
        "\n%%sql --x",
        "#@title Keep alive\n\n%%html",
        "%sql",
        "%md",
        "%scala",
        "# why\n%sh",
        "%fs ls /mnt",
    ],
)
def test_cells_of_other_languages_are_skipped(tmp_path: Path, first: str) -> None:
    assert found(tmp_path, notebook(code(f"{first}\nimport random\nx = random.random() <"))) == []
    assert places(tmp_path, notebook(code(f"{first}\n$x"), code(DRAW))) == [(2, 2, "REP101")]


@pytest.mark.parametrize(
    "source",
    [
        "%sql\nSELECT *\n  FROM t\nWHERE a > 1;",
        "%sql SELECT *\nFROM t",
        "df = %sql SELECT * \\\n  FROM t",
        "%sql SELECT 1\nx = 1",
        "  ! pip install -q kaggle==1.6.17",
        "% ls | shuf -n 3 | xargs -i mv {} ../val",
        "%%time\n%sql SELECT 1",
        "cd data/\nx = 1\nls -la\npwd",
        "if True:\n    cd ..",
    ],
)
def test_magics_of_several_lines_are_no_fault(tmp_path: Path, source: str) -> None:
    assert found(tmp_path, notebook(code(source), code("x = 1"))) == []


def test_python_beside_a_magic_of_another_language_is_read(tmp_path: Path) -> None:
    assert places(tmp_path, notebook(code(f"%sql SELECT 1\n{DRAW}"))) == [(1, 3, "REP101")]


@pytest.mark.parametrize("first", ["%%writefile a.py", "%%writefile -a 'src/a b.py'", "# why\n%%file a.py"])
def test_a_cell_that_writes_a_python_file_is_read(tmp_path: Path, first: str) -> None:
    line = first.count("\n") + 3
    book = notebook(code("x = 1"), code(f"{first}\n{DRAW}\n"))
    assert places(tmp_path, book) == [(2, line, "REP101")]


@pytest.mark.parametrize("body", ["x = {% rate %}", "    return 3", "!ls"])
def test_a_cell_that_writes_a_part_or_a_template_is_no_fault(tmp_path: Path, body: str) -> None:
    assert found(tmp_path, notebook(code(f"%%writefile a.py\n{DRAW}\n{body}"))) == []


def test_what_a_timing_magic_runs_is_seen(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, notebook(code("import random\n%time x = random.random()")))
    assert (finding.line, finding.column) == (2, 11)
    (finding,) = found(tmp_path, notebook(code("import random\n%timeit -n 10 random.random()")))
    assert (finding.line, finding.column) == (2, 15)


def test_cells_of_other_languages_in_vscode(tmp_path: Path) -> None:
    other = code("library(random)", metadata={"vscode": {"languageId": "r"}})
    assert places(tmp_path, notebook(other, code(DRAW))) == [(2, 2, "REP101")]


def test_suppression_and_settings_apply(tmp_path: Path) -> None:
    assert found(tmp_path, notebook(code(f"{DRAW}  # repro: ignore[REP101]"))) == []
    write_files(tmp_path, {"n.ipynb": notebook(code(DRAW))})
    assert repro_lint(tmp_path, "--exclude", "*.ipynb").returncode == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no notebook: it is not valid JSON: Expecting value"),
        ("{'cells': []}", "is no notebook: it is not valid JSON"),
        ("[]", "is no notebook: it has no cells"),
        ('{"nbformat": 4}', "is no notebook: it has no cells"),
        ("[" * 100_000, "is no notebook: nested too deeply"),
    ],
)
def test_what_is_no_notebook_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    write_files(tmp_path, {"a.py": DRAW})
    first, second = found(tmp_path, text)
    assert (first.code, second.code, first.cell) == ("REP101", "REP000", None)
    assert second.message.startswith(said)


def test_of_a_cell_that_does_not_parse_the_others_are_linted(tmp_path: Path) -> None:
    cells = [
        code("import random"),
        code("print 'x'\n(1, 2\n"),
        code("y = 1\nx = random.random()"),
        code("a b"),
    ]
    text = notebook(*cells)
    assert places(tmp_path, text) == [(2, 1, "REP000"), (3, 2, "REP101"), (4, 1, "REP000")]


def test_a_cell_that_does_not_parse_is_told_by_cell(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, notebook(code("x = 1"), code("y = 1\nprint 'x'")))
    assert (finding.code, finding.cell, finding.line) == ("REP000", 2, 2)


@pytest.mark.parametrize(
    "content",
    [
        {"cells": None},
        {"cells": [None, 3, [], {}, {"cell_type": "code"}, {"cell_type": "code", "source": 4}]},
        {"cells": [{"cell_type": "code", "source": ["a", 5]}], "metadata": []},
        {"worksheets": 3},
        {"worksheets": [None, {"cells": [{"cell_type": "code", "input": None}]}]},
        {"cells": [code("", metadata=None), code("  \n")]},
    ],
)
def test_odd_notebooks_hold_nothing(tmp_path: Path, content: dict[str, Any]) -> None:
    assert found(tmp_path, json.dumps(content)) == []


def test_scripts_with_cell_marks_are_plain_python(tmp_path: Path) -> None:
    write_files(
        tmp_path, {"a.py": "# %%\nimport random\n# %% [markdown]\n# text\n# %%\nx = random.random()\n"}
    )
    (finding,) = lint([tmp_path], root=tmp_path)
    assert (finding.cell, finding.line) == (None, 6)


def test_stubs_are_skipped(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.pyi": DRAW})
    assert lint([tmp_path, tmp_path / "a.pyi"], root=tmp_path) == []


LINES = st.sampled_from(
    [
        "%time",
        "%time x",
        "!ls",
        "x?",
        "?x",
        "x = !ls",
        "(",
        ")",
        "'''",
        "a = 1",
        "\\",
        "# %x",
        "% 3",
        "'",
        "",
        " !a \\",
    ]
)


@given(st.lists(LINES, max_size=8))
def test_lines_never_move(lines: list[str]) -> None:
    source = "\n".join(lines)
    assert as_python(source).count("\n") == source.count("\n")


@given(st.text(alphabet="ab%!?'\"()#\\=\n ", max_size=30))
def test_python_is_left_alone(source: str) -> None:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        as_python(source)
    else:
        assert as_python(source) == source


def test_another_line_that_is_named_is_told_by_cell(tmp_path: Path) -> None:
    cells = ["import random", "x = random.random()", "# first\nrandom.seed(0)"]
    (finding,) = found(tmp_path, notebook(*map(code, cells)), sure=False)
    assert (finding.cell, finding.line, finding.code) == (2, 1, "REP109")
    assert finding.message.endswith("draws before the seed in cell 3, line 2")


def test_a_list_that_a_cell_only_searches_keeps_no_order(tmp_path: Path) -> None:
    cell = """import os
exams = []  # of all patients
for name in os.listdir("images"):
    exam = name.split("_")[0]
    if exam not in exams:
        os.mkdir(exam)
        exams.append(exam)
"""
    assert places(tmp_path, notebook(code(cell), code("print('all exams')"))) == []
    assert places(tmp_path, notebook(code(cell), code("train(exams)"))) == [(1, 3, "REP302")]
