"""What is named where a result holds the temporary directory, of which traces show nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pytest_repro.diagnosis.evidence import Function
from pytest_repro.diagnosis.locate import Located
from pytest_repro.diagnosis.temporary import TEMPORARY, names_folder, unseen_in_traces

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
import tempfile

def saved(
    tmp_path,
):
    seed = 3
    target = tmp_path / "model"
    return f"{tmp_path} {target}"

class TestIt:
    def folder(self, tmpdir_factory):
        "Not tmp_path, nor tmpdir."
        return tmpdir_factory.mktemp("a")

def nothing(tmp_path):
    return 1

def never_ran(tmp_path):
    return tmp_path

def scratch():
    return tempfile.mkdtemp()
"""


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(TEXT.splitlines(), 1) if text in line)


def proposed(file: Path, functions: list[tuple[str, int, int]], asked: tuple[int, ...]) -> Any:
    ran = [Function(str(file), *function) for function in functions]
    evidence: Any = SimpleNamespace(
        functions=lambda: ran,
        places=lambda atom: tuple((str(file), line) for line in asked) if atom == TEMPORARY else (),
        site_at=lambda file, line: line,
    )
    proposal = unseen_in_traces(evidence, SimpleNamespace(at=lambda sites: Located(sites, ())))  # type: ignore[arg-type]
    assert proposal.atoms == {TEMPORARY}
    return proposal.located[TEMPORARY]


def test_lines_that_ask_and_the_first_uses_of_what_pytest_gives(tmp_path: Path) -> None:
    file = tmp_path / "train.py"
    file.write_text(TEXT)
    ran = [("saved", line_of("def saved"), line_of("{target}")),
           ("TestIt.folder", line_of("def folder"), line_of("mktemp")),
           ("nothing", line_of("def nothing"), line_of("return 1")),
           ("scratch", line_of("def scratch"), line_of("mkdtemp()"))]  # fmt: skip
    asked = (line_of("mkdtemp()"),)
    located = proposed(file, ran, asked)
    assert "static analysis" in located.how
    assert located.sites == (*asked, line_of("target ="), line_of("mktemp"))


def test_it_is_tried_where_no_line_can_be_named(tmp_path: Path) -> None:
    assert proposed(tmp_path / "absent.py", [("saved", 1, 9)], ()).sites == ()
    (tmp_path / "broken.py").write_text("def (")
    assert proposed(tmp_path / "broken.py", [("saved", 1, 1)], ()).sites == ()


def test_lines_that_ask_for_the_folder_are_told_from_those_whose_libraries_do(tmp_path: Path) -> None:
    file = tmp_path / "train.py"
    file.write_text(
        "with TemporaryDirectory() as folder:\n    queue = context.Queue()\n    x = os.environ['TMPDIR']\n"
    )
    assert [names_folder(str(file), line) for line in (1, 2, 3)] == [True, False, True]
