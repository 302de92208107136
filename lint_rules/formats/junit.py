"""A JUnit report, one failed test case for each finding."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from lint_rules.formats.parts.severity import severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding

# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PACKAGE = "org.repro-lint"
_EMPTY = """\
    <testsuite name="repro-lint" tests="1" skipped="0" errors="0" failures="0" package="org.repro-lint">
        <testcase name="No errors found" classname="repro-lint"/>
    </testsuite>
"""


def render(findings: Sequence[Finding], view: View) -> str:
    groups = [(p, list(g)) for p, g in groupby(findings, key=lambda finding: finding.path)]
    suites = "".join(_suite(str(view.absolute(path)), group) for path, group in groups)
    tests = len(findings) or 1
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="repro-lint" tests="{tests}" skipped="0" failures="{len(findings)}" errors="0">\n'
        f"{suites or _EMPTY}</testsuites>\n"
    )


def _suite(path: str, findings: list[Finding]) -> str:
    count = len(findings)
    cases = "".join(_case(path, finding) for finding in findings)
    return (
        f'    <testsuite name={_quoted(path)} tests="{count}" skipped="0" errors="0" failures="{count}" '
        f'package="{_PACKAGE}">\n{cases}    </testsuite>\n'
    )


def _case(path: str, finding: Finding) -> str:
    stem = path.rpartition(".")[0] or path
    place = "" if finding.cell is not None else f' line="{finding.line}" column="{finding.column}"'
    cell = f"cell {finding.cell}, " if finding.cell is not None else ""
    text = f"{cell}line {finding.line}, col {finding.column}, {finding.message}"
    return (
        f'        <testcase name="{_PACKAGE}.{finding.code}" classname={_quoted(stem)}{place}>\n'
        "            <properties>\n"
        f'                <property name="severity" value="{severity(finding)}"/>\n'
        "            </properties>\n"
        f"            <failure message={_quoted(finding.message)}>{escape(_clean(text))}</failure>\n"
        "        </testcase>\n"
    )


def _quoted(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
