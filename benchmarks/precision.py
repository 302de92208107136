"""How often the linter is right on real projects: its findings against judgements made by people.

    python benchmarks/precision.py                  # all projects that somebody has judged
    python benchmarks/precision.py --project NAME   # some of them
    python benchmarks/precision.py --new            # what nobody has judged yet, as rows to be judged

Judgements are rows `project,version,file,line,code,verdict,reason` in `tests/lint/data/judged/*.csv`.
`file` is relative to the top of the source distribution, `verdict` is `true`, `false` or `unsure`.
Archives are downloaded once, by pip, into `build/precision`; one that lies there already, under the name
that pip gives it, is not asked for. A project with a slash is a repository (`owner/name`), its version a
commit: it is measured only if its archive (`git archive`) lies there as `owner-name-COMMIT.tar.gz`.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from lint_rules import lint
from lint_rules.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parents[1]
JUDGED = ROOT / "tests/lint/data/judged"
ARCHIVES = ROOT / "build/precision"
COLUMNS = ("project", "version", "file", "line", "code", "verdict", "reason")
VERDICTS = {"true": "true", "tp": "true", "false": "false", "fp": "false", "unsure": "unsure"}


class PrecisionError(Exception):
    """One line about a judgement or an archive that cannot be used."""


@dataclass(frozen=True, order=True)
class Place:
    """A finding of a rule, in a version of a project. In a notebook the line is `cell 3:5`."""

    project: str
    version: str
    file: str
    line: str
    code: str


@dataclass(frozen=True)
class Result:
    """Every place that was judged or is reported now."""

    judged: dict[Place, str]
    reported: dict[Place, str]  # with its message

    def count(self, code: str | None = None) -> Counter[str]:
        """How many places are judged how: `new` not at all, `vanished` as true, but reported no more."""
        counts: Counter[str] = Counter()
        for place in self.judged | self.reported:
            if code in (None, place.code):
                verdict = self.judged.get(place, "new")
                if place in self.reported:
                    counts[verdict] += 1
                elif verdict == "true":
                    counts["vanished"] += 1
        return counts

    def codes(self) -> list[str]:
        return sorted({place.code for place in self.judged | self.reported})


def read_judgements(folder: Path) -> dict[Place, str]:
    """All judgements. Raises `PrecisionError` with file and line for a row that says nothing."""
    found: dict[Place, str] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if tuple(rows.fieldnames or ()) != COLUMNS:
                raise PrecisionError(f"{path}:1: expected the columns {','.join(COLUMNS)}")
            for row in rows:
                place = Place(*(row[column] or "" for column in COLUMNS[:5]))
                verdict = VERDICTS.get((row["verdict"] or "").strip().lower())
                if verdict is None:
                    known = ", ".join(sorted(VERDICTS))
                    said = f"verdict {row['verdict']!r}; known are {known}"
                    raise PrecisionError(f"{path}:{rows.line_num}: {said}")
                if found.setdefault(place, verdict) != verdict:
                    raise PrecisionError(f"{path}:{rows.line_num}: {place} was judged otherwise before")
    return found


def archive_of(project: str, version: str, folder: Path) -> Path:
    """The source distribution of a version, downloaded if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (found := _archives(project, version, folder)):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        done = subprocess.run(
            [*command, "--dest", str(folder), f"{project}=={version}"], capture_output=True, text=True
        )
        found = _archives(project, version, folder)
        if not found:
            reason = (done.stderr.strip().splitlines() or ["pip says nothing"])[-1]
            raise PrecisionError(f"{project} {version}: {reason}; put its archive into {folder}")
    return found[0]


def _archives(project: str, version: str, folder: Path) -> list[Path]:
    names = {f"{_plain(project)}-{version}{end}" for end in (".tar.gz", ".tar.bz2", ".zip")}
    return sorted(path for path in folder.iterdir() if _plain(path.name) in {_plain(name) for name in names})


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-").replace("/", "-")


def unpacked(archive: Path, folder: Path) -> Path:
    """The top folder of a source distribution. Links, and names that lead outside, are left out."""
    target = folder / f"{archive.name}.d"
    if not target.exists():
        partial = target.with_suffix(".part")
        shutil.rmtree(partial, ignore_errors=True)
        for name, data in _contents(archive):
            path = (partial / name).resolve()
            if path.is_relative_to(partial.resolve()):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        partial.rename(target)
    tops = sorted(path for path in target.iterdir() if path.is_dir())
    return tops[0] if len(tops) == 1 else target


def _contents(archive: Path) -> Iterable[tuple[str, bytes]]:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as file:
            yield from ((name, file.read(name)) for name in file.namelist() if not name.endswith("/"))
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is not None:
                yield member.name, content.read()


def reported_in(project: str, version: str, folder: Path, codes: Iterable[str] = ()) -> dict[Place, str]:
    """What the linter says of a project, as a user sees it who sets nothing."""
    found: dict[Place, str] = {}
    for finding in lint([folder], root=folder, config=Config(select=tuple(codes) or ("ALL",))):
        line = f"cell {finding.cell}:{finding.line}" if finding.cell is not None else str(finding.line)
        found[Place(project, version, finding.path, line, finding.code)] = finding.message
    return found


def measure(judged: dict[Place, str], archives: Path) -> Result:
    reported: dict[Place, str] = {}
    measured: set[str] = set()
    for project, version in sorted({(place.project, place.version) for place in judged}):
        if "/" in project and not _has_archive(project, version, archives):
            continue
        folder = unpacked(archive_of(project, version, archives), archives)
        reported |= reported_in(project, version, folder)
        measured.add(project)
    return Result(
        {place: verdict for place, verdict in judged.items() if place.project in measured}, reported
    )


def _has_archive(project: str, version: str, folder: Path) -> bool:
    return folder.is_dir() and bool(_archives(project, version, folder))


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
    for place in sorted(result.judged | result.reported):
        verdict = result.judged.get(place, "new")
        text = f"  {place.project} {place.version} {place.file}:{place.line} {place.code}"
        if place in result.reported and verdict in ("false", "new"):
            groups[verdict].append(f"{text} {result.reported[place]}")
        elif place not in result.reported and verdict == "true":
            groups["vanished"].append(text)
    titles = {"false": "judged wrong", "new": "not judged yet", "vanished": "right, and no longer reported"}
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
    parser = argparse.ArgumentParser(description="Precision of the linter on judged projects.")
    parser.add_argument("--project", action="append", help="only this one; may be repeated")
    parser.add_argument("--new", action="store_true", help="print what is not judged yet, as CSV")
    parser.add_argument("--judged", type=Path, default=JUDGED, metavar="FOLDER")
    parser.add_argument("--archives", type=Path, default=ARCHIVES, metavar="FOLDER")
    parser.add_argument("--fail-under", type=float, default=0.0, metavar="SHARE")
    options = parser.parse_args(arguments)
    try:
        judged = read_judgements(options.judged)
        wanted = {p: v for p, v in judged.items() if not options.project or p.project in options.project}
        if not wanted:
            raise PrecisionError(f"{options.judged}: nothing is judged")
        result = measure(wanted, options.archives)
    except PrecisionError as error:
        print(f"precision: error: {error}", file=sys.stderr)
        return 2
    if options.new:
        write_new(result, sys.stdout)
        return 0
    print(table(result) + listed(result))
    counts = result.count()
    judged_now = counts["true"] + counts["false"]
    return int(bool(judged_now) and counts["true"] / judged_now < options.fail_under)


if __name__ == "__main__":
    sys.exit(main())
