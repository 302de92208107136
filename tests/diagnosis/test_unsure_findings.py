"""A line that the linter is not sure of is named where no other line of what ran has a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pytest_repro.diagnosis.locate import Locator
from pytest_repro.model import Site

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_repro.diagnosis.evidence import Evidence

UNSURE = "def first(rows):\n    return list(set(rows))\n"
SURE = "def first(text):\n    return list(set(text.split()))\n"


class Ran:
    """Every line of some files."""

    def __init__(self, *files: Path) -> None:
        self._files = tuple(str(file) for file in files)

    def files(self) -> tuple[str, ...]:
        return self._files

    def site_at(self, path: str, line: int) -> Site:
        return Site(path.rpartition("/")[2], line, "first")


def named(folder: Path, **texts: str) -> list[tuple[str, int]]:
    files = [folder / f"{name}.py" for name in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text)
    located = Locator(cast("Evidence", Ran(*files)), folder).by_static_analysis(("REP301",))
    return [(site.path, site.line) for site in located.sites]


def test_an_unsure_line_is_better_than_none(tmp_path: Path) -> None:
    assert named(tmp_path, a=UNSURE) == [("a.py", 2)]


def test_a_surer_line_takes_its_place(tmp_path: Path) -> None:
    assert named(tmp_path, a=UNSURE, b=SURE) == [("b.py", 2)]
