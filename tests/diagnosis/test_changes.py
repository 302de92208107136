"""Which line of a test is blamed for what the test leaves behind."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from pytest_repro.diagnosis.changes import changing_line

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
    line = changing_line(tmp_path, file, "test_it", words)
    assert file.read_text().splitlines()[line - 1].strip() == blamed


def test_nothing_is_blamed_where_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def test_it(:\n")
    assert changing_line(tmp_path, tmp_path / "broken.py", "test_it", {"x"}) == 0
    assert changing_line(tmp_path, tmp_path / "absent.py", "test_it", {"x"}) == 0
