"""Files that somebody has read from top to bottom, with every line that the linter should report.

Rows `project,version,file,line,code,verdict,reason` in `tests/lint/data/labelled/*.csv`. The row of a file
that was read has no line and no code, and the verdict `read`; the verdict of a line is `true`, or `unsure`.

How a set is made: projects that no set has used; of each, a few files drawn at random among those with a word
of the subject in them and that Python 3 can parse; they are read before the linter is run. What counts for
the rules of seeds:

- `true`: run as its authors run it, the line makes results differ, and a reviewer would want to hear of it.
  A library that draws from a global stream counts unless its own programs seed; one seeded way there is
  enough to clear a line, and so is a seed that the caller may give.
- `unsure`: nobody calls it; it only chooses what is shown; a test in which any input would do, since it
  asserts nothing, or shapes, types and keys only.
- no finding (`false`, where it is reported): only the shape of the value is used, the value names something
  or measures speed, it is overwritten, it only has to raise, a trained agent is shown.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archives import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = ("project", "version", "file", "line", "code", "verdict", "reason")
VERDICTS = ("read", "true", "unsure")


@dataclass(frozen=True, order=True)
class Place:
    """A finding of a rule, in a version of a project. In a notebook the line is `cell 3:5`."""

    project: str
    version: str
    file: str
    line: str
    code: str


@dataclass(frozen=True)
class Labels:
    """What was read, and what was found in it."""

    files: frozenset[tuple[str, str, str]]
    lines: dict[Place, str]

    def of(self, projects: frozenset[str]) -> Labels:
        files = frozenset(one for one in self.files if one[0] in projects)
        return Labels(files, {place: said for place, said in self.lines.items() if place.project in projects})


def read_labels(folder: Path) -> Labels:
    """All labels. Raises `DataError` with file and line for a row that says nothing."""
    files: set[tuple[str, str, str]] = set()
    lines: dict[Place, str] = {}
    for place, verdict, where in rows_of(folder):
        if verdict not in VERDICTS:
            raise DataError(f"{where}: verdict {verdict!r}; known are {', '.join(VERDICTS)}")
        file = (place.project, place.version, place.file)
        if verdict == "read":
            files.add(file)
        elif file not in files:
            raise DataError(f"{where}: no row before says that {place.file} was read")
        else:
            lines[place] = verdict
    return Labels(frozenset(files), lines)


def rows_of(folder: Path) -> Iterator[tuple[Place, str, str]]:
    """The rows of all tables in a folder: place, verdict as it stands there, and file and line of the row."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if tuple(rows.fieldnames or ()) != COLUMNS:
                raise DataError(f"{path}:1: expected the columns {','.join(COLUMNS)}")
            for row in rows:
                place = Place(*(row[column] or "" for column in COLUMNS[:5]))
                yield place, row["verdict"] or "", f"{path}:{rows.line_num}"


def missed(labels: Labels, reported: dict[Place, str]) -> list[Place]:
    return sorted(p for p, verdict in labels.lines.items() if verdict == "true" and p not in reported)


def recall(labels: Labels, reported: dict[Place, str]) -> float | None:
    """The share of the lines to be reported that are, under their own rule."""
    wanted = sum(verdict == "true" for verdict in labels.lines.values())
    return 1 - len(missed(labels, reported)) / wanted if wanted else None


def recall_table(labels: Labels, reported: dict[Place, str]) -> str:
    wanted = Counter(place.code for place, verdict in labels.lines.items() if verdict == "true")
    lost = Counter(place.code for place in missed(labels, reported))
    lines = [f"{'rule':<8}{'labelled':>10}{'found':>7}{'recall':>9}"]
    for code in [*sorted(wanted), "all"]:
        all_of, gone = (wanted[code], lost[code]) if code != "all" else (wanted.total(), lost.total())
        share = f"{1 - gone / all_of:.3f}" if all_of else "-"
        lines.append(f"{code:<8}{all_of:>10}{all_of - gone:>7}{share:>9}")
    lines.append(f"{len(labels.files)} files of {len({one[0] for one in labels.files})} projects were read")
    return "\n".join(lines)
