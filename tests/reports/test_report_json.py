"""The JSON report: its schema, its bytes, and the way back."""

from __future__ import annotations

import copy
import json
import math
import os
import stat
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import CASES, FAILED, PASSED, report

import pytest_repro.reports
from pytest_repro.errors import ReproError
from pytest_repro.model import Axis, Cause, Check, Finding, Location, Mismatch, Site, TrialSummary
from pytest_repro.reports import View, read_report, report_formats, report_schema, write_json

VALIDATOR = jsonschema.Draft202012Validator(report_schema())
FULL = CASES["everything"]


def rendered(value) -> str:
    return report_formats()["json"].render(value, View())


def parsed(value):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(rendered(value), parse_constant=refuse)


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(report_schema())


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_every_case_fulfils_the_schema(case):
    VALIDATOR.validate(parsed(case))


def test_keys_stand_in_the_order_of_the_format():
    data = parsed(report(FAILED))
    assert list(data) == ["format", "version", "created", "command", "environment", "settings", "checks"]
    check = data["checks"][0]
    assert list(check) == [
        "id", "fixture", "params", "location", "verdict", "reason",
        "axes", "mismatches", "causes", "cleared", "trials", "limits", "kind", "failures",
    ]  # fmt: skip
    assert list(check["params"]) == ["depth", "width"]
    assert list(data["environment"]["packages"]) == ["numpy", "torch"]


def test_equal_reports_have_equal_bytes():
    shuffled = replace(FULL, environment=dict(reversed(FULL.environment.items())))
    assert rendered(shuffled) == rendered(FULL)


def test_every_object_of_the_schema_is_strict_and_complete():
    """The schema allows no key that the format does not write, and demands each that it does."""

    def objects(node):
        if isinstance(node, dict):
            if "properties" in node and node.get("type") == "object":
                yield node
            for value in node.values():
                yield from objects(value)
        elif isinstance(node, list):
            for value in node:
                yield from objects(value)

    found = list(objects(report_schema()))
    assert len(found) == 10
    for node in found:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])


def broken(change):
    data = copy.deepcopy(parsed(report(FAILED)))
    change(data, data["checks"][0])
    return data


@pytest.mark.parametrize(
    "change",
    [
        lambda data, check: data.update(version=2),
        lambda data, check: data.update(format="other"),
        lambda data, check: data.update(created="yesterday"),
        lambda data, check: data.update(created="2026-02-03T04:05:06+09:00"),
        lambda data, check: data.update(more=1),
        lambda data, check: data.pop("settings"),
        lambda data, check: check.update(verdict="fine"),
        lambda data, check: check.update(verdict="reproducible"),
        lambda data, check: check.update(verdict="error", reason=""),
        lambda data, check: check.update(id=""),
        lambda data, check: check.update(note="x"),
        lambda data, check: check.pop("trials"),
        lambda data, check: check["params"].update(width=64),
        lambda data, check: check["location"].update(line=0),
        lambda data, check: check["location"].update(path="/home/me/conftest.py"),
        lambda data, check: check["location"].update(path="C:\\me\\conftest.py"),
        lambda data, check: check["axes"][8].update(detail=""),
        lambda data, check: check["axes"][0].update(applied="yes"),
        lambda data, check: check["causes"][0].update(status="guessed"),
        lambda data, check: check["causes"][0]["sites"][0].pop("function"),
        lambda data, check: check["causes"][0]["findings"][0].update(code="unseeded-generator"),
        lambda data, check: check["mismatches"][0].update(max_abs="big"),
        lambda data, check: check["mismatches"][0].update(max_abs=-1),
        lambda data, check: check["mismatches"][0].update(differing=-1),
        lambda data, check: check["mismatches"][0].update(index=[1.5]),
        lambda data, check: check["mismatches"][0].update(first=0.125),
        lambda data, check: check.update(cleared=["clock", "clock"]),
        lambda data, check: check["trials"][0].update(equal="no"),
        lambda data, check: check["trials"][0].update(seconds=None),
    ],
)
def test_the_schema_refuses(change):
    assert not VALIDATOR.is_valid(broken(change))


def test_floats_that_json_lacks_are_words():
    first, second = parsed(CASES["odd-characters"])["checks"][0]["mismatches"]
    assert (first["max_abs"], second["max_abs"]) == ("NaN", "Infinity")


def test_a_lone_surrogate_is_written_as_its_escape():
    check = parsed(CASES["odd-characters"])["checks"][0]
    assert check["id"].startswith("tests/test_\\udc80.py")
    assert rendered(CASES["odd-characters"]).isascii()


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
name = st.from_regex(r"[a-z][a-z-]{0,9}", fullmatch=True)
path = st.builds("/".join, st.lists(st.from_regex(r"[\w.-]{1,8}", fullmatch=True), min_size=1, max_size=3))
line = st.integers(1, 10**6)
count = st.none() | st.integers(0, 2**70)
axes = st.builds(Axis, name, st.booleans(), text.filter(bool))
mismatches = st.builds(
    Mismatch,
    text, text.filter(bool), text, text, count, count,
    st.none() | st.floats(min_value=0, allow_nan=False),
    count,
    st.none() | st.lists(st.integers(0, 99), max_size=3).map(tuple),
)  # fmt: skip
causes = st.builds(
    Cause,
    name,
    st.sampled_from(["proven", "suspect"]),
    text,
    text,
    st.lists(st.builds(Site, path, line, text, text), max_size=2).map(tuple),
    st.lists(st.builds(Finding, st.just("REP104"), path, line, text), max_size=2).map(tuple),
)
names = st.lists(name, max_size=3, unique=True).map(tuple)
trials = st.builds(
    TrialSummary, text.filter(bool), names, names, st.sampled_from([None, True, False]), st.floats(0, 1e6)
)
checks = st.builds(
    Check,
    text.filter(bool), text.filter(bool), st.dictionaries(text, text, max_size=3),
    st.builds(Location, path, line),
    st.sampled_from(["irreproducible", "environment-sensitive"]), text,
    st.lists(axes, max_size=2).map(tuple), st.lists(mismatches, max_size=2).map(tuple),
    st.lists(causes, max_size=2).map(tuple), names, st.lists(trials, max_size=2).map(tuple),
    names,
)  # fmt: skip


@given(checks)
def test_a_check_comes_back_as_it_was(check):
    data = parsed(report(check))
    VALIDATOR.validate(data)
    assert pytest_repro.reports.reading.report_of(data).checks == (check,)


def test_reading_gives_back_what_was_written(tmp_path):
    case = replace(FULL, checks=FULL.checks[:-1])
    write_json(case, tmp_path / "report.json")
    assert read_report(tmp_path / "report.json") == case


def test_reading_gives_back_what_is_not_finite(tmp_path):
    write_json(CASES["odd-characters"], tmp_path / "report.json")
    first, second = read_report(tmp_path / "report.json").checks[0].mismatches
    assert math.isnan(first.max_abs)
    assert second.max_abs == math.inf


def test_writing_makes_the_folder_and_leaves_nothing_beside_the_report(tmp_path):
    target = tmp_path / "new" / "report.json"
    write_json(FULL, target)
    assert [entry.name for entry in sorted(target.parent.iterdir())] == ["report.json"]


def test_a_failed_write_keeps_the_old_report_and_no_draft(tmp_path, monkeypatch):
    target = tmp_path / "report.json"
    write_json(report(PASSED), target)
    before = target.read_bytes()

    def fail(self, *args, **kwargs):
        with open(self, "w") as file:  # noqa: PTH123
            file.write("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", fail)
    with pytest.raises(ReproError, match=r"^cannot write the report to .*report\.json: No space left.*$"):
        write_json(FULL, target)
    assert target.read_bytes() == before
    assert [entry.name for entry in sorted(tmp_path.iterdir())] == ["report.json"]


def test_a_folder_in_the_place_of_the_report_is_one_line(tmp_path):
    with pytest.raises(ReproError, match=r"^cannot write the report to [^\n]*: Is a directory[^\n]*$"):
        write_json(FULL, tmp_path)


def test_a_file_in_the_place_of_a_folder_is_one_line(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(ReproError, match=r"^cannot write the report to [^\n]*taken[^\n]*$"):
        write_json(FULL, tmp_path / "taken" / "report.json")


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_stays_a_link_and_a_device_a_device(tmp_path):
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    write_json(FULL, tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert read_report(tmp_path / "real.json").checks
    write_json(FULL, os.devnull)
    assert not stat.S_ISREG(os.stat(os.devnull).st_mode)  # noqa: PTH116


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_a_report_has_the_permissions_of_any_new_file(tmp_path):
    (tmp_path / "plain").write_text("")
    write_json(FULL, tmp_path / "report.json")
    assert (tmp_path / "report.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", 'it lacks "format": "pytest-repro-report"'),
        (b'{"format": "coverage"}', 'it lacks "format": "pytest-repro-report"'),
        (b'{"format": "pytest-repro-report"}', "a report of version None"),
        (b'{"format": "pytest-repro-report", "version": 2}', "a report of version 2"),
        (b'{"format": "pytest-repro-report", "version": true}', "a report of version True"),
        (b'{"format": "pytest-repro-report", "version": 1}', "not complete (no 'created')"),
    ],
)
def test_reading_something_else_is_one_line(tmp_path, content, message):
    (tmp_path / "report.json").write_bytes(content)
    with pytest.raises(ReproError) as raised:
        read_report(tmp_path / "report.json")
    assert message in str(raised.value)
    assert "report.json" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_reading_nothing_is_one_line(tmp_path):
    with pytest.raises(ReproError, match=r"^cannot read the report .*: No such file or directory$"):
        read_report(tmp_path / "none.json")


@pytest.mark.parametrize(
    "change",
    [
        lambda data, check: check.update(verdict="fine"),
        lambda data, check: check["causes"][0].update(status="guessed"),
        lambda data, check: check["mismatches"][0].update(max_abs="big"),
        lambda data, check: check.update(note="x"),
        lambda data, check: check.pop("trials"),
        lambda data, check: data.update(checks=None),
        lambda data, check: data.update(checks=[3]),
    ],
)
def test_reading_a_damaged_report_is_one_line(tmp_path, change):
    (tmp_path / "report.json").write_text(json.dumps(broken(change)))
    with pytest.raises(ReproError, match=r"^.*is not complete \(.+\).*$"):
        read_report(tmp_path / "report.json")
