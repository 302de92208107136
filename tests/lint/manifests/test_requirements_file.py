"""Requirements files: what they include, what constrains them, and what they cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from lint_rules import Finding

    from ..conftest import Linter

PINS = Config(select=("REP501",))


def places(findings: list[Finding]) -> list[tuple[str, int, int, int]]:
    return [(f.path, f.line, f.column, f.end_column) for f in findings]


@pytest.fixture
def lint_files(lint_files: Linter) -> Linter:
    def run(files: dict[str, str], *paths: str, config: Config = PINS) -> list[Finding]:
        return lint_files(files, *paths, config=config)

    return run


def test_lines_and_columns(lint_files: Linter) -> None:
    text = "# why\n  numpy>=1  # here\nscipy == 1.0\npandas \\\n    >=2 \\\n    ; python_version > '3'\n"
    assert places(lint_files({"requirements.txt": text})) == [
        ("requirements.txt", 2, 3, 11),
        ("requirements.txt", 4, 1, 27),
    ]


def test_what_an_included_file_lists_stands_at_its_line(lint_files: Linter) -> None:
    files = {
        "requirements.txt": "scipy==1.0\n-r deps/base.list\n",
        "deps/base.list": "numpy\n--requirement more.list\n",
        "deps/more.list": "pandas>2\n",
    }
    first, second = lint_files(files)
    assert (first.path, first.line, second.line) == ("requirements.txt", 2, 2)
    assert "deps/base.list" in first.message and "`numpy`" in first.message
    assert "deps/more.list" in second.message and "`pandas`" in second.message


def test_an_included_file_that_is_read_on_its_own_speaks_for_itself(lint_files: Linter) -> None:
    files = {"requirements-dev.txt": "-r requirements.txt\n", "requirements.txt": "numpy\n"}
    assert [f.path for f in lint_files(files)] == ["requirements.txt"]


def test_a_missing_file_and_one_at_a_url_are_nobodys_fault(lint_files: Linter) -> None:
    assert lint_files({"requirements.txt": "-r gone.txt\n-r https://example.org/all.txt\n"}) == []


def test_constraints_at_a_url_may_pin_everything(lint_files: Linter) -> None:
    text = "-c https://example.org/constraints-3.11.txt\nnumpy\n"
    assert lint_files({"requirements.txt": text}) == []


def test_constraints_may_include_others(lint_files: Linter) -> None:
    files = {"requirements.txt": "-c pins/all.txt\nnumpy\nscipy\n", "pins/all.txt": "-r pins/np.txt\n"}
    files |= {"pins/np.txt": "numpy==1.26.4\n"}
    found = lint_files(files, "requirements.txt")
    assert [f.line for f in found] == [3]


def test_files_in_a_circle_are_one_finding_each(lint_files: Linter) -> None:
    files = {
        "requirements.txt": "numpy==1.0\n-r more/requirements.txt\n",
        "more/requirements.txt": "-r ../requirements.txt\n",
    }
    first, second = lint_files(files)
    assert (first.path, first.line, first.code) == ("more/requirements.txt", 1, "REP000")
    assert (second.path, second.line, second.code) == ("requirements.txt", 2, "REP000")
    assert "requirements.txt -> more/requirements.txt -> requirements.txt" in second.message


@pytest.mark.parametrize(
    ("pins", "reported"),
    [("range", [1, 2]), ("exact", [1, 2, 3]), ("hash", [1, 2, 3, 4])],
)
def test_levels(lint_files: Linter, pins: str, reported: list[int]) -> None:
    hashed = "e==1.0 --hash=sha256:" + "0" * 64
    text = f"a\nb>=1\nc>=1,<2\nd==1.0\n{hashed}\n"
    config = Config(select=("REP501",), pins=pins)  # type: ignore[arg-type]
    assert [f.line for f in lint_files({"requirements.txt": text}, config=config)] == reported


def test_condas_lists_of_builds(lint_files: Linter) -> None:
    explicit = "# platform: linux-64\n@EXPLICIT\nhttps://example.org/main/linux-64/a-1-0.conda#" + "0" * 32
    assert lint_files({"requirements.txt": explicit + "\n"}) == []
