"""What holds for every report format."""

from __future__ import annotations

import unicodedata
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest
from report_cases import CASES

from pytest_repro.errors import ExtensionError
from pytest_repro.registry import discover
from pytest_repro.reports import ReportFormat, View, report_formats

if TYPE_CHECKING:
    from types import ModuleType

every_format = pytest.mark.parametrize("report_format", report_formats().values(), ids=list(report_formats()))
every_case = pytest.mark.parametrize("report", CASES.values(), ids=list(CASES))


def test_formats_are_found_in_the_order_of_their_names():
    assert {"json", "terminal"} <= set(report_formats())
    assert list(report_formats()) == sorted(report_formats())
    assert all(kind.name == name for name, kind in report_formats().items())


@every_format
@every_case
@pytest.mark.parametrize("verbose", [-1, 0, 1, 2])
@pytest.mark.parametrize("width", [1, 40, 120])
def test_every_format_renders_every_case(report_format, report, verbose, width):
    text = report_format.render(report, View(verbose, width))
    assert text.endswith("\n")
    assert text == report_format.render(report, View(verbose, width))
    text.encode("utf-8")
    unsafe = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert unsafe == {"\n"}


@every_format
@every_case
def test_every_format_names_every_check_that_is_not_reproducible(report_format, report):
    text = report_format.render(report, View())
    for check in report.checks:
        if check.verdict != "reproducible" and check.id.isascii() and check.id.isprintable():
            assert check.id in text
            assert check.verdict in text


def test_a_view_is_a_value():
    with pytest.raises(FrozenInstanceError):
        View().width = 10


def package(tmp_path, monkeypatch, **files) -> ModuleType:
    folder = tmp_path / "odd_formats"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    for name, source in files.items():
        (folder / f"{name}.py").write_text("from pytest_repro.reports import ReportFormat\n" + source)
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("odd_formats", *(f"odd_formats.{name}" for name in files)):
        monkeypatch.delitem(__import__("sys").modules, name, raising=False)
    return __import__("odd_formats")


SHORT = "class Short(ReportFormat):\n    name = 'short'\n    def render(self, report, view): return ''\n"


def test_a_new_format_takes_one_file(tmp_path, monkeypatch):
    found = discover(package(tmp_path, monkeypatch, short=SHORT), ReportFormat, "name")
    assert found["short"]().render(CASES["no-checks"], View()) == ""


def test_two_formats_of_one_name_are_refused_with_file_and_line(tmp_path, monkeypatch):
    odd = package(tmp_path, monkeypatch, first=SHORT, second="\n" + SHORT)
    with pytest.raises(ExtensionError, match=r"second\.py:3.*'short'.*first\.py:2"):
        discover(odd, ReportFormat, "name")


def test_a_file_without_a_format_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ExtensionError, match=r"empty\.py:1"):
        discover(package(tmp_path, monkeypatch, empty=""), ReportFormat, "name")
