"""Every output format on the same findings; those that ruff has too are compared with what ruff prints."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from lint_rules.formats import View, format_named, format_names
from lint_rules.formats.parts.statistics import statistics
from lint_rules.model import Edit, Finding, Fix, Span

from .conftest import write_files
from .test_cli import repro_lint
from .test_notebooks import code, notebook

if TYPE_CHECKING:
    from pathlib import Path

# Fixable, unfixable, and fixable by an unsafe change, for ruff and for us.
RUFF = "import os\nx = 1\n\n\ndef f():\n    l = 1\n    return x\n"
OURS = (
    "import os, random\nimport numpy as np\nx = os.listdir('d')[:9]\n"
    "y = random.random()\n\n\ndef f():\n    return np.random.default_rng()\n"
)
NAMES = ("azure", "concise", "full", "github", "gitlab", "grouped", "json", "json-lines", "junit", "pylint",
         "rdjson", "sarif")  # fmt: skip
FINDINGS = [
    Finding("a.py", 2, 5, 2, 9, "REP101", "unseeded-python-random", "says <b> & \"it\" % 100, 'x'\x1b; ]"),
    Finding("a.py", 2, 5, 2, 9, "REP301", "set-order", "medium", "medium"),
    Finding("n.ipynb", 1, 1, 2, 3, "REP302", "directory-order", "low", "low",
            Fix("Sort", (Edit(Span(1, 1, 1, 1), "sorted("), Edit(Span(2, 3, 2, 3), ")")), True), cell=3),
    Finding("ü b.py", 9, 1, 9, 2, "REP000", "syntax-error", "does not parse: x"),
]  # fmt: skip


def ruff(folder: Path, *options: str) -> str:
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "F,E7",
        *options,
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    write_files(tmp_path, {"theirs/a.py": RUFF, "ours/a.py": OURS})
    return tmp_path / "theirs", tmp_path / "ours"


def shape(value: Any) -> Any:
    """Types and keys, without the values; all elements of a list together."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return sorted({json.dumps(shape(item)) for item in value})
    return type(value).__name__


def without_addresses(value: Any) -> Any:
    """Rules of ours have no page on the web."""
    if isinstance(value, dict):
        dropped = ("url", "helpUri", "informationUri")
        return {key: without_addresses(item) for key, item in value.items() if key not in dropped}
    return [without_addresses(item) for item in value] if isinstance(value, list) else value


def test_the_formats_are_those(tmp_path: Path) -> None:
    assert format_names() == NAMES
    said = repro_lint(tmp_path, "--output-format", "yaml").stderr
    assert all(name in said for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_format_renders_everything(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n\ty = '\x07字', z\n")
    for findings in (FINDINGS, [], FINDINGS[:1]):
        text = format_named(name).render(findings, View(tmp_path, tmp_path))
        assert text == "" or text.endswith("\n")
        assert "\x1b[" not in text
        if name not in ("json", "json-lines", "rdjson", "sarif", "gitlab"):
            assert "\x07" not in text


@pytest.mark.parametrize("name", ["json", "rdjson", "sarif", "gitlab"])
def test_json_formats_have_the_shape_of_ruffs(name: str, pair: tuple[Path, Path]) -> None:
    theirs = json.loads(ruff(pair[0], "--output-format", name, "."))
    ours = json.loads(repro_lint(pair[1], "--output-format", name).stdout)
    theirs, ours = without_addresses(theirs), without_addresses(ours)
    if name == "sarif":  # a change of ours only inserts, and says what; one of theirs only deletes
        for result in ours["runs"][0]["results"]:
            for fix in result.get("fixes", []):
                for replacement in fix["artifactChanges"][0]["replacements"]:
                    assert list(replacement.pop("insertedContent")) == ["text"]
    assert shape(ours) == shape(theirs)
    empty = json.loads(repro_lint(pair[1], "--select", "REP304", "--output-format", name).stdout)
    nothing = json.loads(ruff(pair[0], "--output-format", name, "--ignore", "F,E7", "."))
    assert shape(without_addresses(empty)) == shape(without_addresses(nothing))


def test_json_lines_are_the_entries_of_json(pair: tuple[Path, Path]) -> None:
    entries = json.loads(repro_lint(pair[1], "--output-format", "json").stdout)
    lines = repro_lint(pair[1], "--output-format", "json-lines").stdout.splitlines()
    assert [json.loads(line) for line in lines] == entries
    (first, *_) = ruff(pair[0], "--output-format", "json-lines", ".").splitlines()
    assert json.dumps(json.loads(first), separators=(",", ":")) == first
    assert json.dumps(json.loads(lines[0]), separators=(",", ":")) == lines[0]


PATTERNS = {
    "concise": r"a\.py:\d+:\d+: [A-Z]+\d+ (\[\*\] )?\S.*",
    "pylint": r"a\.py:\d+: \[[A-Z]+\d+\] \S.*",
    "github": r"::error title=[\w-]+ \([A-Z]+\d+\),file=/\S+/a\.py,line=\d+,col=\d+,endLine=\d+,endColumn=\d+"
    r"::a\.py:\d+:\d+: [A-Z]+\d+ .*?(%0A  help: .*)?",
    "azure": r"##vso\[task\.logissue type=error;sourcepath=/\S+/a\.py;linenumber=\d+;columnnumber=\d+;"
    r"code=[A-Z]+\d+;\]\S.*",
    "grouped": r"(a\.py:|  \d+:\d+ +[A-Z]+\d+ (\[\*\] )?\S.*|)",
}


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_lines_have_the_shape_of_ruffs(name: str, pair: tuple[Path, Path]) -> None:
    theirs = [
        line
        for line in ruff(pair[0], "--output-format", name, ".").splitlines()
        if not line.startswith(("Found ", "[*]"))
    ]
    ours = repro_lint(pair[1], "--output-format", name).stdout.splitlines()
    for line in theirs + ours:
        assert re.fullmatch(PATTERNS[name], line), line
    assert len([line for line in ours if line and line != "a.py:"]) == 3


def elements(text: str) -> set[tuple[str, tuple[str, ...]]]:
    return {(e.tag, tuple(e.attrib)) for e in ElementTree.fromstring(text).iter()}


def test_junit_has_the_shape_of_ruffs(pair: tuple[Path, Path]) -> None:
    theirs = ruff(pair[0], "--output-format", "junit", ".")
    ours = repro_lint(pair[1], "--output-format", "junit").stdout
    assert elements(ours) == elements(theirs)
    assert [len(line) - len(line.lstrip()) for line in ours.splitlines()[:9]] == [
        len(line) - len(line.lstrip()) for line in theirs.splitlines()[:9]
    ]
    empty = repro_lint(pair[1], "--select", "REP304", "--output-format", "junit").stdout
    assert elements(empty) == elements(ruff(pair[0], "--output-format", "junit", "--ignore", "F,E7", "."))


def test_junit_holds_only_what_xml_can(tmp_path: Path) -> None:
    text = format_named("junit").render(FINDINGS, View(tmp_path, tmp_path))
    failure = next(ElementTree.fromstring(text).iter("failure"))
    assert failure.get("message") == FINDINGS[0].message.replace("\x1b", "\N{REPLACEMENT CHARACTER}")


def test_full_shows_the_line_and_the_place(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": "import random\n\n\nx = '字', random.random()\n\n\ny = 1\n"})
    assert repro_lint(tmp_path, "--show-source").stdout.splitlines()[1:] == [
        " --> a.py:4:10",
        "  |",
        "4 | x = '字', random.random()",
        "  |           ^^^^^^^^^^^^^^^",
        "  |",
        "",
    ]


def test_full_tells_of_fixes(pair: tuple[Path, Path]) -> None:
    lines = repro_lint(pair[1], "--output-format", "full").stdout.splitlines()
    assert lines[0].startswith("REP302 [*] ")
    assert "help: Sort the listing" in lines
    assert lines[-2] == "note: This is an unsafe fix, applied with `--fix --unsafe-fixes`"
    theirs = ruff(pair[0], "--output-format", "full", ".").splitlines()
    assert re.fullmatch(r" +--> a\.py:\d+:\d+", theirs[1])
    assert re.fullmatch(r" +--> a\.py:\d+:\d+", lines[1])


def test_full_of_a_notebook_shows_the_cell(tmp_path: Path) -> None:
    write_files(tmp_path, {"n.ipynb": notebook(code("import random"), code("x = 1\ny = random.random()"))})
    lines = repro_lint(tmp_path, "--output-format", "full").stdout.splitlines()
    assert lines[1:6] == [
        " --> n.ipynb:cell 2:2:5",
        "  |",
        "1 | x = 1",
        "2 | y = random.random()",
        "  |     ^^^^^^^^^^^^^^^",
    ]


def test_full_without_the_file_leaves_the_lines_out(tmp_path: Path) -> None:
    text = format_named("full").render(FINDINGS[3:], View(tmp_path, tmp_path))
    assert text == "REP000 does not parse: x\n --> ü b.py:9:1\n\n"


def test_fingerprints_survive_edits_above(tmp_path: Path) -> None:
    line = "x = random.random()\n"

    def fingerprints(text: str) -> list[str]:
        write_files(tmp_path, {"a.py": text})
        issues = json.loads(repro_lint(tmp_path, "--output-format", "gitlab").stdout)
        return [issue["fingerprint"] for issue in issues]

    before = fingerprints("import random\n" + line + line)
    assert len(set(before)) == 2
    assert fingerprints("# more\nimport random\n\n" + line + "\n" + line) == before


def test_what_a_service_could_take_for_a_command_is_escaped(tmp_path: Path) -> None:
    odd = Finding("a,b:c.py", 1, 1, 1, 2, "REP101", "n", "50% of\nthem\r; ::error::x ]")
    view = View(tmp_path, tmp_path)
    github = format_named("github").render([odd], view)
    assert github.count("\n") == 1
    assert "a%2Cb%3Ac.py" in github and "50%25 of%0Athem%0D" in github
    assert format_named("azure").render([odd], view).count("\n") == 1


@pytest.mark.parametrize("name", ["azure", "gitlab", "pylint"])
def test_formats_without_cells_name_the_cell_in_words(tmp_path: Path, name: str) -> None:
    odd = Finding("a.ipynb", 2, 5, 2, 9, "REP101", "n", "is drawn", cell=3)
    text = format_named(name).render([odd], View(tmp_path, tmp_path))
    assert "is drawn (cell 3, line 2, column 5)" in text
    assert "(cell" not in format_named(name).render([replace(odd, cell=None)], View(tmp_path, tmp_path))


def test_confidence_is_severity(tmp_path: Path) -> None:
    view = View(tmp_path, tmp_path)
    entries = json.loads(format_named("json").render(FINDINGS, view))
    assert [entry["severity"] for entry in entries] == ["error", "warning", "info", "error"]
    assert entries[2]["cell"] == 3
    assert entries[2]["fix"]["applicability"] == "safe"
    commands = format_named("github").render(FINDINGS, view).splitlines()
    assert [line.split(" ")[0] for line in commands] == ["::error", "::warning", "::notice", "::error"]


def test_statistics(pair: tuple[Path, Path]) -> None:
    (pair[1] / "b.py").write_text(OURS)
    done = repro_lint(pair[1], "--statistics")
    assert done.stdout.splitlines() == [
        "2\tREP101\t[ ] unseeded-python-random",
        "2\tREP104\t[ ] unseeded-generator",
        "2\tREP302\t[*] directory-order",
    ]
    assert done.returncode == 1
    theirs = ruff(pair[0], "--statistics", "--output-format", "json", ".")
    ours = repro_lint(pair[1], "--statistics", "--output-format", "json").stdout
    assert shape(json.loads(ours)) == shape(json.loads(theirs))
    assert statistics([], "concise") == ""


def validated(kind: type, value: Any, children: dict[str, type]) -> None:
    """Build the object model of the standard from JSON: a key too many or a required one missing fails."""
    import attr

    fields = {a.metadata.get("schema_property_name", a.name): a for a in attr.fields(kind)}
    assert set(value) <= set(fields), (kind, set(value) - set(fields))
    kind(**{fields[key].name: item for key, item in value.items()})
    for key, item in value.items():
        for part in item if isinstance(item, list) else [item]:
            if isinstance(part, dict) and key in children:
                validated(children[key], part, children)


def test_sarif_obeys_the_standard(pair: tuple[Path, Path]) -> None:
    om = pytest.importorskip("sarif_om")
    children = {
        "runs": om.Run, "tool": om.Tool, "driver": om.ToolComponent, "rules": om.ReportingDescriptor,
        "results": om.Result, "message": om.Message, "locations": om.Location, "fixes": om.Fix,
        "physicalLocation": om.PhysicalLocation, "artifactLocation": om.ArtifactLocation,
        "region": om.Region, "artifactChanges": om.ArtifactChange, "replacements": om.Replacement,
        "deletedRegion": om.Region, "insertedContent": om.ArtifactContent, "description": om.Message,
        "defaultConfiguration": om.ReportingConfiguration, "help": om.MultiformatMessageString,
        "shortDescription": om.MultiformatMessageString, "fullDescription": om.MultiformatMessageString,
    }  # fmt: skip
    (pair[1] / "bad.py").write_text("def f(:\n")
    log = json.loads(repro_lint(pair[1], "--output-format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    assert len(log["runs"][0]["results"]) == 4
    validated(om.SarifLog, log, children)


def test_colours_only_where_they_are_wanted(pair: tuple[Path, Path]) -> None:
    for name in ("concise", "full", "grouped"):
        plain = repro_lint(pair[1], "--output-format", name).stdout
        coloured = repro_lint(pair[1], "--output-format", name, "--color", "always").stdout
        assert "\x1b[" not in plain and "\x1b[" in coloured
        assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_output_goes_to_a_file(pair: tuple[Path, Path]) -> None:
    done = repro_lint(pair[1], "--output-file", "out.txt", "--exit-zero")
    assert (done.returncode, done.stdout) == (0, "")
    assert (pair[1] / "out.txt").read_text().count("\n") == 3
    done = repro_lint(pair[1], "--output-file", "none/out.txt")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
