"""Which line of a test is blamed for what the test leaves behind."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from pytest_repro.diagnosis.changes import change_of

if TYPE_CHECKING:
    from pathlib import Path

REGISTRY = """
KNOWN = []

def register(name):
    _add(name)

def _add(name):
    KNOWN.append(name)

def size():
    return 3
"""


@pytest.mark.parametrize(
    ("body", "words", "blamed"),
    [
        ("assert KNOWN is not None\nregister(3)\nassert KNOWN", {"KNOWN"}, "register(3)"),
        ("registry.register(3)\nassert registry.KNOWN", {"KNOWN"}, "registry.register(3)"),
        ("size()\nKNOWN.append(1)", {"KNOWN"}, "KNOWN.append(1)"),
        ("print(options)\noptions.smooth = 0.0", {"options"}, "options.smooth = 0.0"),
        ("with quiet():\n    options.table['a'] = 1", {"options"}, "options.table['a'] = 1"),
        ("x = 1\ndel options.table", {"options"}, "del options.table"),
        ("os.environ['MODE'] = 'fast'\nprint(1)", {"MODE"}, "os.environ['MODE'] = 'fast'"),
        ("print(1)\nos.chdir('elsewhere')", {"chdir"}, "os.chdir('elsewhere')"),
        ("@register\ndef cubes(x):\n    return x", {"KNOWN"}, "@register"),
        (
            "size()\n@registry.register('a')\n@wraps\ndef cubes(x):\n    return x",
            {"KNOWN"},
            "@registry.register('a')",
        ),
        ("size()\nassert size() == 3", {"KNOWN"}, "def test_it():"),
    ],
)
def test_the_line_that_speaks_most_for_a_change(
    tmp_path: Path, body: str, words: set[str], blamed: str
) -> None:
    (tmp_path / "registry.py").write_text(REGISTRY)
    file = tmp_path / "test_it.py"
    head = "import registry\nfrom registry import KNOWN, register, size\n\ndef test_it():\n"
    file.write_text(head + textwrap.indent(body, "    ") + "\n")
    change = change_of(tmp_path, file, "test_it", words)
    assert change is not None
    assert (change.file, change.function) == (file, "test_it")
    assert file.read_text().splitlines()[change.line - 1].strip() == blamed


def test_nothing_is_blamed_where_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def test_it(:\n")
    assert change_of(tmp_path, tmp_path / "broken.py", "test_it", {"x"}) is None
    assert change_of(tmp_path, tmp_path / "absent.py", "test_it", {"x"}) is None


FIXTURES = """
import pytest
import torch

@pytest.fixture
def double():
    torch.set_default_dtype(torch.float64)

@pytest.fixture
def deep(double):
    return 1
"""


@pytest.mark.parametrize(
    ("test", "name", "blamed"),
    [
        ("def test_it(double):\n    assert 1", "test_it", ("conftest.py", "double")),
        ("def test_it(deep):\n    assert 1", "test_it", ("conftest.py", "double")),
        ("def test_it(tmp_path):\n    assert 1", "test_it", ("test_it.py", "test_it")),
        (
            "import pytest\n@pytest.fixture(autouse=True)\ndef wide():\n    set_default_dtype(1)\n"
            "def test_it():\n    assert 1",
            "test_it",
            ("test_it.py", "wide"),
        ),
        (
            "class TestA:\n    def test_it(self):\n        pass\n\n"
            "class TestB:\n    def setup_method(self):\n        torch.set_default_dtype(1)\n"
            "    def test_it(self):\n        pass",
            "TestB::test_it",
            ("test_it.py", "setup_method"),
        ),
    ],
)
def test_what_runs_before_a_test_may_be_what_changes_something(
    tmp_path: Path, test: str, name: str, blamed: tuple[str, str]
) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "conftest.py").write_text(FIXTURES)
    file = tmp_path / "tests" / "test_it.py"
    file.write_text(test + "\n")
    change = change_of(tmp_path, file, name, {"set_default_dtype"})
    assert change is not None
    assert (change.file.name, change.function) == blamed


@pytest.mark.parametrize(
    "statement",
    [
        'os.environ.update(SCALE="2")',
        'monkeypatch.setenv("SCALE", "2")',
        'patch("settings.SCALE", 3).start()',
    ],
)
def test_a_name_may_stand_in_an_argument(tmp_path: Path, statement: str) -> None:
    file = tmp_path / "test_it.py"
    file.write_text(f"def test_it():\n    print(1)\n    {statement}\n")
    change = change_of(tmp_path, file, "test_it", {"SCALE"})
    assert change is not None
    assert change.line == 3


SWITCHES = (
    "import decimal\nimport sys\nimport mpmath\nfrom decimal import getcontext, localcontext, setcontext\n"
)


@pytest.mark.parametrize(
    ("body", "words", "blamed"),
    [
        ("with localcontext() as c:\n    c.prec = 4\ngetcontext().prec = 8", {".prec"},
         "getcontext().prec = 8"),
        ("prec = 8\ndecimal.getcontext().prec = prec", {".prec"}, "decimal.getcontext().prec = prec"),
        ("setcontext(Context(prec=8))", {"setcontext", ".prec"}, "setcontext(Context(prec=8))"),
        ("with np.errstate(all='raise'):\n    np.seterr(all='raise')", {"seterr", "errstate"},
         "np.seterr(all='raise')"),
        ("pd.set_option('display.precision', 3)", {".precision"}, "pd.set_option('display.precision', 3)"),
        ("path = 3\nsys.path.insert(0, 'x')", {"sys.path"}, "sys.path.insert(0, 'x')"),
    ],
)  # fmt: skip
def test_a_switch_of_a_library_is_told_from_variables_and_from_what_is_put_back(
    tmp_path: Path, body: str, words: set[str], blamed: str
) -> None:
    assert _blamed(tmp_path, SWITCHES, body, words) == blamed


@pytest.mark.parametrize(
    ("body", "blamed"),
    [
        ("x = 1\nmpmath.mp.dps = 50\nassert x", "mpmath.mp.dps = 50"),
        ("print(1)\nmpmath.set_precision(3)", "mpmath.set_precision(3)"),
        ("mpmath.sqrt(2)\nsloppy()", "sloppy()"),
        ("mpmath.sqrt(2)\nassert mpmath.pi", "def test_it():"),
        ("rows = [1]\nrows[0] = 2\nassert rows", "def test_it():"),
        ("chosen = options()\nchosen.least = 2\nassert sloppy", "chosen.least = 2"),
        ("chosen = options()\nassert chosen\nchosen.words.append('a')", "chosen.words.append('a')"),
        ("chosen = known()\nchosen['a'] = 3", "chosen['a'] = 3"),
        ("chosen = fresh()\nchosen['a'] = 3", "def test_it():"),
    ],
)
def test_where_nothing_is_known_to_have_changed_what_belongs_to_a_library_is_looked_at(
    tmp_path: Path, body: str, blamed: str
) -> None:
    (tmp_path / "rough.py").write_text(
        "import functools\nimport mpmath\nKNOWN = {}\n\n"
        "def sloppy():\n    mpmath.mp.dps = 5\n\n"
        "@functools.lru_cache(maxsize=1)\ndef options():\n    return Options()\n\n"
        "def known():\n    return KNOWN\n\n"
        "def fresh():\n    made = dict(KNOWN)\n    return made\n"
    )
    head = SWITCHES + "from rough import fresh, known, options, sloppy\n"
    assert _blamed(tmp_path, head, body, set()) == blamed


def test_what_an_import_in_a_test_changes_is_blamed_on_the_import(tmp_path: Path) -> None:
    (tmp_path / "legacy.py").write_text("from decimal import getcontext\ngetcontext().prec = 8\n")
    assert _blamed(tmp_path, "", "x = 1\nimport legacy", {".prec"}) == "import legacy"


def _blamed(folder: Path, head: str, body: str, words: set[str]) -> str:
    file = folder / "test_it.py"
    file.write_text(f"{head}def test_it():\n{textwrap.indent(body, '    ')}\n")
    change = change_of(folder, file, "test_it", words)
    assert change is not None
    return file.read_text().splitlines()[change.line - 1].strip()
