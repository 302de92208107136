"""Whatever the files hold, the linter ends with findings, never with a traceback."""

from __future__ import annotations

import os
import random
import re
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_rules import Finding, lint
from lint_rules.analysis.reading import sources
from lint_rules.analysis.reading.newer import newer_syntax
from lint_rules.config import Config
from lint_rules.discovery import NEVER_LINTED, is_linted, walk

from .conftest import Linter, write_files

if TYPE_CHECKING:
    from pathlib import Path

SMALL = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = [
    *(
        "import",
        "random",
        "numpy",
        "as",
        "np",
        "from",
        "os",
        "set",
        "def f",
        "class A",
        "async",
        "await",
        "for",
    ),
    *("(", ")", "[", "]", "{", "}", "=", ":", ",", ".", "*", "**", "+=", "|", "&", "-", "@", ":=", "#", "\\"),
    *(
        "in",
        "if",
        "else",
        "while",
        "return",
        "yield",
        "lambda",
        "x",
        "y",
        "''",
        "'a'",
        "0",
        "1.5",
        "not",
        "is",
    ),
    *("None", "self", "sorted", "list", "random.random()", "np.random.rand()", "os.listdir()", "set(x)"),
    *("hash(x)", "try", "except", "with", ";", "match", "case", "global", "\n", "\n ", "\t", "pass"),
]


def lint_bytes(folder: Path, data: bytes, name: str = "a.py") -> list[Finding]:
    path = folder / name
    path.write_bytes(data)
    return lint([path], root=folder, config=Config())


@SMALL
@given(data=st.binary(max_size=200))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    lint_bytes(tmp_path, data)
    lint_bytes(tmp_path, data, "requirements.txt")


@SMALL
@given(words=st.lists(st.sampled_from(WORDS), max_size=40), joint=st.sampled_from([" ", ""]))
def test_any_tokens(tmp_path: Path, words: list[str], joint: str) -> None:
    lint_bytes(tmp_path, joint.join(words).encode())


@SMALL
@given(
    st.lists(
        st.sampled_from(
            ["numpy", "==", "1.0", "-r", "@", "git+https://e.org/x", "#", "\\\n", ";", "\n", "*", "[a]", " "]
        ),
        max_size=20,
    )
)
def test_any_requirements(tmp_path: Path, words: list[str]) -> None:
    lint_bytes(tmp_path, "".join(words).encode(), "requirements.txt")


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"x = 1\ndef f(:\n", 2, "does not parse"),
        (b"x = 1\n\x00\n", 2, "null byte"),
        (b"x = 1\ny = '\xff'\n", 2, "is not utf-8"),
        (b"# coding: no-such\nx = 1\n", 1, "unknown encoding 'no-such'"),
        (b"if x:\nprint()\n", 2, "does not parse"),
    ],
)
def test_a_file_that_does_not_parse_is_one_finding(tmp_path: Path, data: bytes, line: int, said: str) -> None:
    (tmp_path / "b.py").write_text("import random\nx = random.random()\n")
    (tmp_path / "a.py").write_bytes(data)
    first, second = lint([tmp_path], root=tmp_path, config=Config())
    assert (first.path, first.line, first.code, first.name) == ("a.py", line, "REP000", "syntax-error")
    assert said in first.message
    assert (second.path, second.code) == ("b.py", "REP101")


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfimport random\nx = random.random()\n",
        b"import random\r\nx = random.random()\r\n",
        b"import random\rx = random.random()\r",
        b"# coding: latin-1\n# \xe9\nimport random\nx = random.random()\n",
        b"import random\nx = random.random()",
        b"import random\n\x0cx = random.random()\n",
    ],
)
def test_marks_line_ends_and_encodings(tmp_path: Path, data: bytes) -> None:
    (finding,) = lint_bytes(tmp_path, data)
    assert finding.code == "REP101"
    assert finding.line == (4 if b"coding" in data else 2)


def test_columns_count_characters(lint_files: Linter) -> None:
    (finding,) = lint_files({"a.py": "import random\nx = 'ünï😀', random.random()\n"})
    assert (finding.column, finding.end_column) == (13, 28)


@pytest.mark.parametrize("opening", ["(", "[", "-", "not ", "f(", "x.f()+", "{1:"])
def test_deep_nesting(tmp_path: Path, opening: str) -> None:
    closing = {"(": ")", "[": "]", "f(": ")", "{1:": "}"}.get(opening, "")
    text = f"import random\ny = random.random()\nx = {opening * 3000}1{closing * 3000}\n"
    codes = {finding.code for finding in lint_bytes(tmp_path, text.encode())}
    assert codes <= {"REP000", "REP101"} and codes


def test_deeply_nested_blocks(tmp_path: Path) -> None:
    lines = ["import random"] + [" " * depth + "if x:" for depth in range(95)]
    text = "\n".join([*lines, " " * 95 + "random.random()\n"])
    assert [f.code for f in lint_bytes(tmp_path, text.encode())] == ["REP101"]


def test_a_long_file_takes_seconds(tmp_path: Path) -> None:
    block = "def f{0}(items):\n    names = set(items)\n    total = len(names)\n    return total\n\n"
    text = "import random\n" + "".join(block.format(n) for n in range(10_000)) + "random.random()\n"
    started = time.perf_counter()
    (finding,) = lint_bytes(tmp_path, text.encode())
    assert finding.line == 50_002
    assert time.perf_counter() - started < 60


def test_links_in_a_circle(tmp_path: Path) -> None:
    write_files(tmp_path, {"pkg/a.py": "import random\nrandom.random()\n"})
    (tmp_path / "pkg" / "again").symlink_to(tmp_path)
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    assert [f.path for f in lint([tmp_path], root=tmp_path, config=Config())] == ["pkg/a.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "a.py").chmod(0)
    (finding,) = lint([tmp_path], root=tmp_path, config=Config())
    assert (finding.code, "cannot be read" in finding.message) == ("REP000", True)


def test_a_file_deleted_meanwhile_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(
        tmp_path, {"a.py": "import random\nrandom.random()\n", "b.py": "import random\nrandom.random()\n"}
    )
    real = sources.read
    seen: list[Path] = []

    def read(path: Path) -> str:
        seen.append(path)
        if path.name == "a.py" and seen.count(path) == 2:
            path.unlink()
        return real(path)

    monkeypatch.setattr(sources, "read", read)
    assert [f.path for f in lint([tmp_path], root=tmp_path, config=Config())] == ["b.py"]


def test_default_excludes_spare_what_is_named(tmp_path: Path) -> None:
    text = "import random\nrandom.random()\n"
    write_files(tmp_path, {"venv/a.py": text, "build/b.py": text, "x.egg-info/c.py": text, "d.py": text})
    assert [f.path for f in lint([tmp_path], root=tmp_path)] == ["d.py"]
    assert [f.path for f in lint([tmp_path / "build"], root=tmp_path)] == ["build/b.py"]
    assert [f.path for f in lint([tmp_path / "venv/a.py"], root=tmp_path)] == ["venv/a.py"]


@pytest.mark.parametrize("suffix", NEVER_LINTED)
def test_what_is_passed_over_by_its_name_has_no_reader(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"folder{suffix}").mkdir()
    write_files(tmp_path, {f"a{suffix}": "", f"folder{suffix}/a.py": ""})
    assert not is_linted(tmp_path / f"a{suffix}")
    assert list(walk(tmp_path, (), tmp_path)) == [tmp_path / f"folder{suffix}" / "a.py"]


def test_the_order_of_paths_and_repeats_do_not_matter(tmp_path: Path) -> None:
    text = "import random\nrandom.random()\n"
    write_files(tmp_path, {f"{name}.py": text for name in "abcde"})
    paths = sorted(tmp_path.glob("*.py"))
    expected = lint(paths, root=tmp_path)
    random.Random(0).shuffle(paths)
    assert lint([*paths, tmp_path, *paths], root=tmp_path) == expected
    assert len(expected) == 5


NEWER = [
    ("type X = int\n", (3, 11), "; a `type` statement needs Python 3.12, and repro-lint runs on 3.11"),
    ("def f[T](x: T): pass\n", (3, 10), "; a list of type parameters needs Python 3.12"),
    ("class A[T]:\n    pass\n", (3, 11), "; a list of type parameters needs Python 3.12"),
    ("try:\n    f()\nexcept* ValueError:\n    pass\n", (3, 10), "; `except*` needs Python 3.11"),
    ("try:\n    f()\nexcept A, B:\n    pass\n", (3, 13), "; `except` without parentheses needs Python 3.14"),
    ("x = t'{a}'\n", (3, 13), "; a template string needs Python 3.14, and repro-lint runs on 3.13"),
]


@pytest.mark.parametrize(("text", "running", "expected"), NEWER)
def test_newer_syntax_is_not_called_broken(text: str, running: tuple[int, int], expected: str) -> None:
    line = next(line for line in text.splitlines() if re.search(r"\[|type|except|t'", line))
    error = SyntaxError("invalid syntax", ("a.py", 1, 1, line))
    assert newer_syntax(error, running).startswith(expected)
    assert newer_syntax(error, (3, 15)) == ""


def test_what_is_wrong_in_every_python_gets_no_hint() -> None:
    for line in ("print 'x'", "x = = 1", "exec code in ns", "for x in y print(x)", "raise E, 'text'"):
        assert newer_syntax(SyntaxError("invalid syntax", ("a.py", 1, 1, line)), (3, 10)) == "", line


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="parses here")
def test_the_hint_stands_in_the_finding(lint_files: Linter) -> None:
    (finding,) = lint_files({"a.py": "type X = int\n"})
    assert finding.code == "REP000"
    assert finding.message.startswith("does not parse: invalid syntax; a `type` statement needs Python 3.12")


@pytest.mark.parametrize("terms", [400, 1500])
def test_a_sum_of_many_terms_beside_a_finding(lint_files: Linter, terms: int) -> None:
    """libcst recurses to tell where things stand."""
    long = " + ".join(["a"] * terms)
    text = f"import random\n\ndef f(a):\n    x = random.random()\n    return x, {long}\n"
    text += f"\ndef g(a):\n    return random.random() + {long}\n"
    found = lint_files({"a.py": text}, "a.py")
    assert [(f.code, f.line, f.column) for f in found] == [("REP101", 4, 9), ("REP101", 8, 12)]


def test_an_assert_that_libcst_refuses(lint_files: Linter) -> None:
    text = "import random\n\ndef f(x):\n    assert(x if not x else 2 * x)\n    return random.random()\n"
    (found,) = lint_files({"a.py": text})
    assert (found.code, found.line) == ("REP101", 5)
