"""Programs that are not Python: what they ask themselves is not varied, and the report says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.plugin.conftest import Ran

TESTS = """
import os
import subprocess
import sys
from pytest_repro import training_fixture

@training_fixture
def listed():
    return len(subprocess.run(["ls", "-U"], capture_output=True).stdout) > 0

@training_fixture
def shelled():
    return [os.system("date > /dev/null"), bool(os.popen("date").read())]

@training_fixture
def ours():
    return subprocess.run([sys.executable, "-c", "print(3)"], capture_output=True, text=True).stdout

def test_listed(listed):
    assert listed

def test_shelled(shelled):
    assert shelled

def test_ours(ours):
    assert ours
"""


def test_the_report_names_the_program(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(test_one=TESTS)
    ran = repro()
    told = {
        check["fixture"]: [
            (axis["source"], axis["detail"])
            for axis in check["axes"]
            if axis["source"] in ("clock", "directory-order", "hash-seed") and not axis["applied"]
        ]
        for check in ran.checks.values()
    }
    places = (("ls", 8), ("date", 12))
    ls, date = (f"not in {name}, started at test_one.py:{line}: not Python" for name, line in places)
    assert told == {
        "listed": [("clock", ls), ("directory-order", ls)],
        "shelled": [("clock", date), ("directory-order", date)],
        "ours": [],
    }
    assert all(check["verdict"] == "reproducible" for check in ran.checks.values())
