"""How often the linter is right on real projects, and how much it finds: against judgements made by people.

    python benchmarks/precision.py                  # all projects that somebody has judged
    python benchmarks/precision.py --project NAME   # some of them
    python benchmarks/precision.py --new            # what nobody has judged yet, as rows to be judged

Precision comes from findings that were judged: rows `project,version,file,line,code,verdict,reason` in
`tests/lint/data/judged/*.csv`. `file` is relative to the top of the source distribution, `verdict` is `true`,
`false` or `unsure`. Recall comes from files that were read before the linter was asked; `labels.py` says how
those rows look.

Archives are downloaded once, by pip, into `build/precision`; one that lies there already, under the name
that pip gives it, is not asked for. A project with a slash is a repository (`owner/name`), its version a
commit: it is measured only if its archive (`git archive`) lies there as `owner-name-COMMIT.tar.gz`.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from archives import DataError, archive_of, has_archive, note_as_tracked, unpacked
from labels import COLUMNS, Labels, Place, missed, read_labels, recall, recall_table, rows_of

from lint_rules import lint
from lint_rules.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parents[1]
JUDGED = ROOT / "tests/lint/data/judged"
LABELLED = ROOT / "tests/lint/data/labelled"
ARCHIVES = ROOT / "build/precision"
VERDICTS = {"true": "true", "tp": "true", "false": "false", "fp": "false", "unsure": "unsure"}


@dataclass(frozen=True)
class Result:
    """Every place that was judged or is reported now."""

    judged: dict[Place, str]
    reported: dict[Place, str]  # with its message
    labels: Labels

    def count(self, code: str | None = None) -> Counter[str]:
        """How many places are judged how: `new` not at all, `vanished` as true, but reported no more."""
        counts: Counter[str] = Counter()
        for place in self.judged | self._of_the_judged:
            if code in (None, place.code):
                verdict = self.judged.get(place, "new")
                if place in self.reported:
                    counts[verdict] += 1
                elif verdict == "true":
                    counts["vanished"] += 1
        return counts

    def codes(self) -> list[str]:
        return sorted({place.code for place in self.judged | self._of_the_judged})

    @cached_property
    def _of_the_judged(self) -> dict[Place, str]:
        """What is reported in projects of which somebody has judged findings."""
        projects = {place.project for place in self.judged}
        return {place: said for place, said in self.reported.items() if place.project in projects}


def read_judgements(folder: Path) -> dict[Place, str]:
    """All judgements. Raises `DataError` with file and line for a row that says nothing."""
    found: dict[Place, str] = {}
    for place, said, where in rows_of(folder):
        verdict = VERDICTS.get(said.strip().lower())
        if verdict is None:
            raise DataError(f"{where}: verdict {said!r}; known are {', '.join(sorted(VERDICTS))}")
        if found.setdefault(place, verdict) != verdict:
            raise DataError(f"{where}: {place} was judged otherwise before")
    return found


def reported_in(project: str, version: str, folder: Path, codes: Iterable[str] = ()) -> dict[Place, str]:
    """What the linter says of a project, as a user sees it who sets nothing."""
    found: dict[Place, str] = {}
    for finding in lint([folder], root=folder, config=Config(select=tuple(codes) or ("ALL",))):
        line = f"cell {finding.cell}:{finding.line}" if finding.cell is not None else str(finding.line)
        found[Place(project, version, finding.path, line, finding.code)] = finding.message
    return found


def measure(judged: dict[Place, str], labels: Labels, archives: Path) -> Result:
    reported: dict[Place, str] = {}
    measured: set[str] = set()
    read = {(project, version) for project, version, _ in labels.files}
    for project, version in sorted({(place.project, place.version) for place in judged} | read):
        if "/" in project and not has_archive(project, version, archives):
            continue
        folder = unpacked(archive_of(project, version, archives), archives)
        if "/" in project:
            note_as_tracked(folder)
        reported |= reported_in(project, version, folder)
        measured.add(project)
    known = {place: verdict for place, verdict in judged.items() if place.project in measured}
    return Result(known, reported, labels.of(frozenset(measured)))


def table(result: Result) -> str:
    """Precision by rule and of all: right ones among those reported that were judged right or wrong."""
    lines = [f"{'rule':<8}{'true':>6}{'false':>7}{'precision':>11}{'unsure':>8}{'new':>6}{'vanished':>10}"]
    for code in [*result.codes(), None]:
        counts = result.count(code)
        lines.append(
            f"{code or 'all':<8}{counts['true']:>6}{counts['false']:>7}{_share(counts):>11}"
            f"{counts['unsure']:>8}{counts['new']:>6}{counts['vanished']:>10}"
        )
    return "\n".join(lines)


def _share(counts: Counter[str]) -> str:
    judged = counts["true"] + counts["false"]
    return f"{counts['true'] / judged:.3f}" if judged else "-"


def listed(result: Result) -> str:
    """What there is to look at: wrong findings, new ones, and right ones that vanished."""
    groups: dict[str, list[str]] = defaultdict(list)
    for place in missed(result.labels, result.reported):
        groups["missed"].append(f"  {place.project} {place.version} {place.file}:{place.line} {place.code}")
    for place in sorted(result.judged | result.reported):
        verdict = result.judged.get(place, "new")
        text = f"  {place.project} {place.version} {place.file}:{place.line} {place.code}"
        if place in result.reported and verdict in ("false", "new"):
            groups[verdict].append(f"{text} {result.reported[place]}")
        elif place not in result.reported and verdict == "true":
            groups["vanished"].append(text)
    titles = {
        "false": "judged wrong",
        "missed": "labelled, and not reported",
        "new": "not judged yet",
        "vanished": "right, and no longer reported",
    }
    return "\n".join(
        line for key, title in titles.items() if groups[key] for line in (f"\n{title}:", *groups[key])
    )


def write_new(result: Result, file: TextIO) -> None:
    """Rows for what nobody has judged, with the message where the reason is to stand."""
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(COLUMNS)
    for place in sorted(result.reported.keys() - result.judged.keys()):
        row = (place.project, place.version, place.file, place.line, place.code)
        rows.writerow([*row, "", result.reported[place]])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Precision and recall of the linter on real projects.")
    parser.add_argument("--project", action="append", help="only this one; may be repeated")
    parser.add_argument("--new", action="store_true", help="print what is not judged yet, as CSV")
    parser.add_argument("--judged", type=Path, default=JUDGED, metavar="FOLDER")
    parser.add_argument("--labelled", type=Path, default=LABELLED, metavar="FOLDER")
    parser.add_argument("--archives", type=Path, default=ARCHIVES, metavar="FOLDER")
    parser.add_argument("--fail-under", type=float, default=0.0, metavar="SHARE", help="of precision")
    parser.add_argument("--fail-under-recall", type=float, default=0.0, metavar="SHARE")
    options = parser.parse_args(arguments)
    try:
        judged = read_judgements(options.judged)
        wanted = {p: v for p, v in judged.items() if not options.project or p.project in options.project}
        labels = read_labels(options.labelled)
        if options.project:
            labels = labels.of(frozenset(options.project))
        if not wanted and not labels.files:
            raise DataError(f"{options.judged}: nothing is judged")
        result = measure(wanted, labels, options.archives)
    except DataError as error:
        print(f"precision: error: {error}", file=sys.stderr)
        return 2
    if options.new:
        write_new(result, sys.stdout)
        return 0
    if result.labels.files:
        print(recall_table(result.labels, result.reported), end="\n\n")
    print(table(result) + listed(result))
    return int(_falls_short(result, options.fail_under, options.fail_under_recall))


def _falls_short(result: Result, least: float, least_recall: float) -> bool:
    counts = result.count()
    judged = counts["true"] + counts["false"]
    share, found = counts["true"] / judged if judged else None, recall(result.labels, result.reported)
    return (share is not None and share < least) or (found is not None and found < least_recall)


if __name__ == "__main__":
    sys.exit(main())
