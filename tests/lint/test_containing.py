"""A fault of the linter itself: told at its place, the rest linted, exit status 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from lint_rules.analysis.scanning import selecting
from lint_rules.checks import containing, visiting
from lint_rules.checks.manifests import ManifestChecks
from lint_rules.cli import main
from lint_rules.registry import visitor_names
from lint_rules.rules.set_order import SetOrder

from .conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

DRAWS = "import random\n\nrandom.random()\nfor name in {'a', 'b'}:\n    print(name, random.random())\n"
ORDER = "import json\n\nnames = list({'a', 'b'})\njson.dump(names, open('names.json', 'w'))\n"


def _fails(*args: Any, **kwargs: Any) -> NoReturn:
    raise KeyError("no such\nnode")


@pytest.fixture(autouse=True)
def faults_end_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here they do not: as in a user's run."""
    monkeypatch.setattr(containing, "CONTAINED", (Exception,))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, {"pyproject.toml": "", "draws.py": DRAWS, "order.py": ORDER})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    status = main([*([] if "--diff" in options else ["--output-format", "concise"]), *options])
    return (status, *capsys.readouterr())


def _break_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in visitor_names(SetOrder):
        monkeypatch.setattr(SetOrder, name, _fails)


def test_a_rule_that_fails_leaves_the_other_rules_and_files(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _break_rule(monkeypatch)
    status, out, _ = _run(capsys, ".")
    assert status == 2
    failures = [line for line in out.splitlines() if "REP000" in line]
    assert {line.split(":")[0] for line in failures} == {"draws.py", "order.py"}
    assert "order.py:3:" in out, "the place of the node"
    assert all("(set-order) failed at" in line and "KeyError: 'no such\\nnode'" in line for line in failures)
    assert out.count("REP101") == 2


def test_it_is_told_from_the_cache_too(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _break_rule(monkeypatch)
    first = _run(capsys, ".")
    monkeypatch.undo()
    monkeypatch.chdir(project)
    assert _run(capsys, ".") == first
    assert _run(capsys, "--no-cache", ".")[0] == 1


@pytest.mark.parametrize(
    ("place", "name"),
    [(selecting, "widen"), (visiting, "SourceFile"), (visiting, "suppressions_at")],
    ids=["scan", "parse", "suppress"],
)
def test_a_file_that_cannot_be_worked_on_leaves_the_other_files(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: Any, name: str
) -> None:
    (project / "requirements.txt").write_text("numpy\n")
    monkeypatch.setattr(place, name, _fails)
    status, out, _ = _run(capsys, ".")
    assert status == 2
    assert "draws.py:1:1: REP000" in out and "this file is not linted" in out
    assert "requirements.txt:1:1: REP501" in out


def test_a_manifest_that_cannot_be_worked_on_leaves_the_source(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "requirements.txt").write_text("numpy\n")
    monkeypatch.setattr(ManifestChecks, "_check", _fails)
    status, out, _ = _run(capsys, ".")
    assert status == 2
    assert "requirements.txt:1:1: REP000" in out and out.count("REP101") == 2


def test_a_finding_whose_fix_fails_is_told_without_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(visiting, "fix_of", _fails)
    status, out, _ = _run(capsys, "order.py")
    assert status == 2
    (finding, failure) = sorted(out.splitlines(), key=lambda line: "REP000" in line)
    assert finding.startswith("order.py:3:") and "the finding has no fix" in failure


@pytest.mark.parametrize("options", [("--diff",), ("--fix-only",), ("--exit-zero",)])
def test_no_option_hides_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: tuple[str]
) -> None:
    _break_rule(monkeypatch)
    status, out, err = _run(capsys, *options, ".")
    assert status == 2 and "(set-order) failed at" in out + err


def test_a_baseline_does_not_hold_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _break_rule(monkeypatch)
    status, out, _ = _run(capsys, "--baseline", "known.json", "--write-baseline", ".")
    assert status == 2 and "(set-order) failed at" in out
    known = json.loads((project / "known.json").read_text())["findings"]
    assert {entry["code"] for entry in known} == {"REP101"}
    status, out, _ = _run(capsys, "--baseline", "known.json", ".")
    assert status == 2 and "REP101" not in out


def test_a_run_that_fails_as_a_whole_has_its_status(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lint_rules.engine.Session.files", _fails)
    status, _, err = _run(capsys, ".")
    assert status == 2
    assert err.splitlines()[-1] == "repro-lint: error: failed with KeyError, please report this"
