"""`--fix`, `--unsafe-fixes` and `--diff`: what is written, what is kept, and what is said."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import LintError
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.analysis.tree.imports import import_line
from lint_rules.cli import main
from lint_rules.fixing import files
from lint_rules.fixing.edits import apply, compatible
from lint_rules.fixing.texts import mended
from lint_rules.model import Edit, Finding, Fix, Span

from .conftest import write_files
from .test_cli import repro_lint
from .test_notebooks import code, notebook

if TYPE_CHECKING:
    from collections.abc import Sequence

LISTING = "import os\n\nfiles = os.listdir('d')  # all\nload(files)\n"
SORTED = LISTING.replace("os.listdir('d')", "sorted(os.listdir('d'))")
UNSAFE = "import numpy as np\n\n\ndef f():\n    return np.random.default_rng()\n"


def fixed(folder: Path, text: str | bytes, *options: str, name: str = "a.py") -> str | bytes:
    data = text.encode() if isinstance(text, str) else text
    (folder / name).write_bytes(data)
    done = repro_lint(folder, "--fix", *options, name)
    assert "Traceback" not in done.stderr, done.stderr
    after = (folder / name).read_bytes()
    return after.decode() if isinstance(text, str) else after


def edit(line: int, column: int, end: int, text: str) -> Edit:
    return Edit(Span(line, column, line, end), text)


def finding(fix: Fix, code: str = "REP101") -> Finding:
    return Finding("a.py", *fix.edits[0].span, code, "name", "message", fix=fix)


# -- what comes out ------------------------------------------------------------------------------------------


def test_safe_fixes_are_applied_and_unsafe_ones_on_request(tmp_path: Path) -> None:
    assert fixed(tmp_path, LISTING) == SORTED
    assert fixed(tmp_path, UNSAFE) == UNSAFE
    assert fixed(tmp_path, UNSAFE, "--unsafe-fixes") == UNSAFE.replace("rng()", "rng(0)")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Layout and comments stay.
        ("x = list( glob.glob('*') )[0]  # c\n", "x = sorted( glob.glob('*') )[0]  # c\n"),
        ("x = (glob.glob('*'))[0]\n", "x = (sorted(glob.glob('*')))[0]\n"),
        ("x = glob.glob(\n    '*',  # c\n)[0]\n", "x = sorted(glob.glob(\n    '*',  # c\n))[0]\n"),
        (
            "for p in Path('d').iterdir():\n    o.append(p)\n",
            "for p in sorted(Path('d').iterdir()):\n    o.append(p)\n",
        ),
        ("x = next(Path('d').glob('*'))\n", "x = next(iter(sorted(Path('d').glob('*'))))\n"),
        (
            "x = list(os.scandir('d'))\nf(x)\n",
            "x = sorted(os.scandir('d'), key=lambda entry: entry.name)\nf(x)\n",
        ),
        (
            "for e in os.scandir('d'):\n    o.append(e)\n",
            "for e in sorted(os.scandir('d'), key=lambda entry: entry.name):\n    o.append(e)\n",
        ),
        (
            "for r, ds, fs in os.walk('d'):\n    # c\n    o.extend(fs)\n",
            "for r, ds, fs in os.walk('d'):\n    # c\n    ds.sort()\n    fs.sort()\n    o.extend(fs)\n",
        ),
        (
            "for r, _, fs in os.walk('d'):\n    o.extend(fs)\n",
            "for r, folders, fs in os.walk('d'):\n    folders.sort()\n    fs.sort()\n    o.extend(fs)\n",
        ),
        # Two calls on a line, one within the other.
        (
            "x = [os.listdir('a')[0], os.listdir('b')[0]]\n",
            "x = [sorted(os.listdir('a'))[0], sorted(os.listdir('b'))[0]]\n",
        ),
        ("x = f(a='ünï😀', b=os.listdir('a')[0])\n", "x = f(a='ünï😀', b=sorted(os.listdir('a'))[0])\n"),
        ("x = KFold(5, shuffle=True)\n", "x = KFold(5, shuffle=True, random_state=0)\n"),
        ("x = KFold(shuffle=True, random_state=None)\n", "x = KFold(shuffle=True, random_state=0)\n"),
        ("x = (KFold(shuffle=True))\n", "x = (KFold(shuffle=True, random_state=0))\n"),
        (
            "x = KFold(\n    5,  # five\n    shuffle=True,  # yes\n)\n",
            "x = KFold(\n    5,  # five\n    shuffle=True,  # yes\n    random_state=0,\n)\n",
        ),
        (
            "def f():\n    if y:\n        return KFold(\n            5,\n"
            "            shuffle=True\n        )\n",
            "def f():\n    if y:\n        return KFold(\n            5,\n            shuffle=True,\n"
            "            random_state=0\n        )\n",
        ),
        ("SEED = 3\nx = default_rng()\n", "SEED = 3\nx = default_rng(SEED)\n"),
        ("x = default_rng(None)\n", "x = default_rng(0)\n"),
        ("def f(seed):\n    return default_rng()\n", "def f(seed):\n    return default_rng(seed)\n"),
    ],
)  # fmt: skip
def test_texts(tmp_path: Path, before: str, after: str) -> None:
    imports = (
        "import glob\nimport os\nfrom pathlib import Path\nfrom sklearn.model_selection import KFold\n"
        "from numpy.random import default_rng\n"
    )
    assert fixed(tmp_path, imports + before, "--unsafe-fixes", "--min-confidence", "low") == imports + after


@pytest.mark.parametrize(
    "text",
    [
        "import os\nfrom mine import sorted\nfiles = os.listdir('d')\nload(files)\n",
        "import os\nwith os.scandir('d') as entries:\n    rows = list(entries)\n    load(rows)\n",
        "import os\nfor r, ds, fs in os.walk('d', topdown=False):\n    o += fs\n",
        "import os\nwalk = list(os.walk('d'))\nload(walk)\n",
    ],
)
def test_no_fix_where_sorting_would_not_do(tmp_path: Path, text: str) -> None:
    assert fixed(tmp_path, text, "--unsafe-fixes") == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbf" + LISTING.encode(), b"\xef\xbb\xbf" + SORTED.encode()),
        (LISTING.replace("\n", "\r\n").encode(), SORTED.replace("\n", "\r\n").encode()),
        (LISTING.replace("\n", "\r").encode(), SORTED.replace("\n", "\r").encode()),
        (b"# coding: latin-1\n# \xe9\n" + LISTING.encode(), b"# coding: latin-1\n# \xe9\n" + SORTED.encode()),
        (b"\x0c" + LISTING.encode()[:-1], b"\x0c" + SORTED.encode()[:-1]),
    ],
)
def test_marks_line_ends_and_encodings_stay(tmp_path: Path, before: bytes, after: bytes) -> None:
    assert fixed(tmp_path, before) == after


def test_mode_and_links_stay(tmp_path: Path) -> None:
    real = tmp_path / "real.py"
    real.write_text(LISTING)
    real.chmod(0o751)
    (tmp_path / "a.py").symlink_to(real)
    repro_lint(tmp_path, "--fix", "a.py")
    assert (tmp_path / "a.py").is_symlink()
    assert real.read_text() == SORTED
    assert real.stat().st_mode & 0o777 == 0o751
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.py", "real.py"]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": "new\n"})
    with pytest.raises(LintError, match="changed while it was linted"):
        files.write(tmp_path / "a.py", "old\n", "fixed\n")
    assert (tmp_path / "a.py").read_text() == "new\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write every file")
def test_a_file_that_cannot_be_written_is_an_error_of_one_line(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": LISTING})
    (tmp_path / "a.py").chmod(0o444)
    done = repro_lint(tmp_path, "--fix")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_failed_write_leaves_the_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"a.py": "old\n"})

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(LintError, match="No space left"):
        files.write(tmp_path / "a.py", "old\n", "new\n")
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.py"]


# -- the command ---------------------------------------------------------------------------------------------


def test_statuses_and_summaries(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": LISTING})
    done = repro_lint(tmp_path)
    assert done.stderr == "Found 1 problem in 1 file.\n[*] 1 fixable with `--fix`.\n"
    assert "REP302 [*] " in done.stdout
    assert repro_lint(tmp_path, "--diff").returncode == 1
    done = repro_lint(tmp_path, "--fix")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Found 1 problem, fixed all.\n")
    assert repro_lint(tmp_path, "--diff").returncode == 0
    write_files(tmp_path, {"a.py": LISTING})
    assert repro_lint(tmp_path, "--fix", "--exit-non-zero-on-fix").returncode == 1


def test_what_is_left_is_told(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": LISTING, "b.py": UNSAFE})
    done = repro_lint(tmp_path, "--fix")
    assert done.returncode == 1
    assert done.stdout.startswith("b.py:5:12: REP104 `")
    first, second = done.stderr.splitlines()
    assert first == "Found 2 problems (1 fixed, 1 left in 1 file)."
    assert second == "1 fixable with `--fix --unsafe-fixes`."
    write_files(tmp_path, {"a.py": LISTING})
    done = repro_lint(tmp_path, "--fix-only")
    assert (done.returncode, done.stdout) == (0, "")


def test_diff_shows_and_does_not_write(tmp_path: Path) -> None:
    write_files(tmp_path, {"pkg/a.py": LISTING.rstrip("\n"), "b.py": UNSAFE})
    done = repro_lint(tmp_path, "--diff")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "--- pkg/a.py",
        "+++ pkg/a.py",
        "@@ -1,4 +1,4 @@",
        " import os",
        " ",
        "-files = os.listdir('d')  # all",
        "+files = sorted(os.listdir('d'))  # all",
        " load(files)",
        "\\ No newline at end of file",
    ]
    assert done.stderr == "Would fix 1 problem (1 more with `--unsafe-fixes`).\n"
    assert (tmp_path / "pkg/a.py").read_text() == LISTING.rstrip("\n")


def test_a_diff_can_be_applied(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": LISTING + UNSAFE, "n.py": LISTING.rstrip("\n")})
    diff = repro_lint(tmp_path, "--diff", "--unsafe-fixes").stdout
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply", "-p0"], cwd=tmp_path, input=diff, text=True, check=True)
    assert repro_lint(tmp_path).returncode == 0


def test_fixing_standard_input(tmp_path: Path) -> None:
    def run(*options: str, text: str = LISTING) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "lint_rules", *options]
        return subprocess.run(command, cwd=tmp_path, input=text, capture_output=True, text=True, timeout=60)

    done = run("-")
    assert (done.returncode, done.stdout.split(" ")[:2]) == (1, ["stdin.py:3:9:", "REP302"])
    assert run("-", "--stdin-filename", "pkg/x.py").stdout.startswith("pkg/x.py:3:9: REP302 ")
    done = run("-", "--fix")
    assert (done.returncode, done.stdout) == (0, SORTED)
    done = run("-", "--fix", text=LISTING + UNSAFE)
    assert (done.returncode, done.stdout) == (1, SORTED + UNSAFE)
    assert "REP104" in done.stderr
    done = run("-", "--diff", "--stdin-filename", "x.py")
    assert (done.returncode, done.stdout.startswith("--- x.py\n+++ x.py\n")) == (1, True)
    assert run("-", "--fix", "--stdin-filename", "requirements.txt", text="numpy\n").stdout == "numpy\n"
    done = run("-", "--stdin-filename", "requirements.txt", text="numpy\n")
    assert "REP501" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [LISTING, "x = 1\n"])
@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xef\xbb\xbf", "utf-8"), (b"# coding: latin-1 \xfc\r\n", "latin-1")]
)
def test_standard_input_keeps_its_bytes(
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    mark: bytes,
    encoding: str,
    text: str,
) -> None:
    data = mark + (text + "y = 'ü'\n").replace("\n", "\r\n").encode(encoding)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.FileIO(1, "wb", closefd=False), "utf-8"))
    assert main(["-", "--fix", "-q"]) == 0
    wanted = data.replace(LISTING.replace("\n", "\r\n").encode(), SORTED.replace("\n", "\r\n").encode())
    assert capfdbinary.readouterr().out == wanted


def test_the_settings_for_standard_input_are_those_of_its_name(tmp_path: Path) -> None:
    write_files(tmp_path, {"pyproject.toml": "[tool.repro-lint]\nexclude = ['gen']\n"})
    command = [sys.executable, "-m", "lint_rules", "-", "--stdin-filename", "gen/x.py"]
    done = subprocess.run(command, cwd=tmp_path, input=LISTING, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


# -- notebooks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indent", [None, 1, 4, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("as_list", [True, False])
def test_only_the_changed_lines_of_a_notebook_change(
    tmp_path: Path, indent: int | str | None, ascii_only: bool, as_list: bool
) -> None:
    source = "%matplotlib inline\nimport os\nfiles = os.listdir('ü')  # all\nload(files)"
    content = json.loads(notebook(code("y = 'ü'"), code(source.splitlines(True) if as_list else source)))
    text = json.dumps(content, indent=indent, ensure_ascii=ascii_only) + "\n"
    after = fixed(tmp_path, text, name="n.ipynb")
    assert isinstance(after, str)
    assert after == text.replace("os.listdir(", "sorted(os.listdir(", 1).replace(")  # all", "))  # all")
    assert after != text


def test_the_diff_of_a_notebook_is_told_by_cell(tmp_path: Path) -> None:
    write_files(tmp_path, {"n.ipynb": notebook(code("import os"), code("x = os.listdir('d')[:9]"))})
    diff = repro_lint(tmp_path, "--diff").stdout
    assert diff.splitlines()[:2] == ["--- n.ipynb:cell 2", "+++ n.ipynb:cell 2"]
    assert "+x = sorted(os.listdir('d'))[:9]" in diff


def test_a_cell_that_does_not_parse_does_not_keep_the_others_from_being_fixed(tmp_path: Path) -> None:
    text = notebook(code("a b"), code("import os"), code("x = os.listdir('d')[:9]"))
    assert fixed(tmp_path, text, name="n.ipynb") == text.replace("os.listdir('d')", "sorted(os.listdir('d'))")


def test_a_notebook_of_format_3_is_fixed(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "input": ["import os\n", "x = os.listdir('d')[:9]"], "language": "python"}
    text = json.dumps(
        {"worksheets": [{"cells": []}, {"cells": [cell]}], "nbformat": 3, "metadata": {}}, indent=2
    )
    after = fixed(tmp_path, text, name="n.ipynb")
    assert after == text.replace("os.listdir('d')", "sorted(os.listdir('d'))")


# -- parts ---------------------------------------------------------------------------------------------------


def test_fixes_that_overlap_wait_for_the_next_round() -> None:
    outer, inner = Fix("o", (edit(1, 1, 9, "x"),), True), Fix("i", (edit(1, 3, 5, "y"),), True)
    after, insertion = Fix("a", (edit(1, 9, 12, "z"),), True), Fix("n", (edit(1, 9, 9, "("),), True)
    assert compatible([outer, inner, after]) == [outer, after]
    assert compatible([after, insertion]) == [after]
    assert compatible([insertion, insertion]) == [insertion]


def test_an_import_that_two_fixes_need_is_added_once() -> None:
    line = edit(1, 1, 1, "import numpy\n")
    fixes = [Fix("a", (line, edit(1, 1, 2, "b")), True), Fix("b", (line, edit(1, 3, 4, "d")), True)]
    assert compatible(fixes) == fixes
    assert apply("a c\n", fixes) == "import numpy\nb d\n"


def test_a_fix_that_breaks_the_file_is_dropped_and_the_others_stay() -> None:
    bad, good = finding(Fix("b", (edit(1, 1, 2, "("),), True)), finding(Fix("g", (edit(2, 1, 2, "z"),), True))
    assert mended("a.py", "x\ny\n", [bad, good]) == ("x\nz\n", [good])


def test_a_fix_that_breaks_a_cell_is_dropped() -> None:
    text = notebook(code("x"), code("a b"), code("y"))
    bad = replace(finding(Fix("b", (edit(1, 1, 2, "("),), True)), cell=1)
    good = replace(finding(Fix("g", (edit(1, 1, 2, "z"),), True)), cell=3)
    after, done = mended("n.ipynb", text, [bad, good])
    assert done == [good]
    assert after == notebook(code("x"), code("a b"), code("z"))


TEXT = st.text(alphabet="ab\r\n\x0cü ", max_size=40)


@given(text=TEXT, data=st.data())
def test_edits_change_their_spans_and_nothing_else(text: str, data: st.DataObject) -> None:
    lines: Sequence[str] = split_lines(text) or [""]
    line = data.draw(st.integers(1, len(lines)))
    width = len(lines[line - 1])
    begin, end = sorted(data.draw(st.tuples(st.integers(0, width), st.integers(0, width))))
    offset = sum(map(len, lines[: line - 1]))
    change = Fix("c", (Edit(Span(line, begin + 1, line, end + 1), "NEW"),), True)
    assert apply(text, [change]) == text[: offset + begin] + "NEW" + text[offset + end :]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\n", 1),
        ("#!/usr/bin/env python\n# coding: utf-8\n\nx = 1\n", 4),
        ('"""Doc."""\nx = 1\n', 2),
        ('"""Doc\n\nmore."""\n\nfrom __future__ import annotations\n\nx = 1\n', 6),
        ("import abc\nimport torch\n\nx = 1\n", 2),
        ("from __future__ import annotations\nimport torch\nfrom . import x\n", 2),
        ("import abc\nfrom os import (\n    path,\n)\n\nx = 1\n", 5),
        ("from .a import b\nx = 1\n", 1),
        ("@decorated\ndef f(): pass\n", 1),
        ("try:\n    import torch\nexcept ImportError:\n    pass\n", 1),
        ('"""Doc."""; x = 1\n', None),
        ("import abc; x = 1\n", None),
        ("", None),
    ],
)
def test_where_an_import_goes(text: str, expected: int | None) -> None:
    assert import_line(split_lines(textwrap.dedent(text)), "numpy") == expected


LOADER = """\
from torch.utils.data import DataLoader, Dataset
import numpy as np


class Noisy(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        return np.random.rand()


loader = DataLoader(Noisy(), num_workers=2)
"""


def test_a_fix_brings_the_import_that_it_needs(tmp_path: Path) -> None:
    after = fixed(tmp_path, LOADER, "--unsafe-fixes", "--select", "REP107")
    assert isinstance(after, str)
    assert after.startswith("import torch\nfrom torch.utils.data import")
    assert "torch.initial_seed()" in after or "torch.Generator()" in after


def test_an_import_of_that_name_is_enough(tmp_path: Path) -> None:
    after = fixed(tmp_path, f"import torch\n{LOADER}", "--unsafe-fixes", "--select", "REP107")
    assert isinstance(after, str)
    assert after.count("import torch\n") == 1
    assert "num_workers=2)" not in after


def test_no_fix_where_the_name_of_the_import_means_something_else(tmp_path: Path) -> None:
    text = LOADER + "torch = 3\n"
    assert fixed(tmp_path, text, "--unsafe-fixes", "--select", "REP107") == text


def test_a_notebook_gets_the_import_in_the_same_cell(tmp_path: Path) -> None:
    head, _, tail = LOADER.partition("loader = ")
    text = notebook(code(head), code(f"%%time\nloader = {tail}"))
    after = fixed(tmp_path, text, "--unsafe-fixes", "--select", "REP107", name="n.ipynb")
    first, second = json.loads(after)["cells"]
    assert first["source"] == head
    assert second["source"].startswith("%%time\nimport torch\nloader = ")
