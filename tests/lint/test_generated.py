"""Generated programs are linted and mended without a crash, and mended ones still parse."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from lint_rules.analysis.scanning.syntax import parses
from lint_rules.config import Config
from lint_rules.engine import Session
from lint_rules.fixing.rounds import fix

from .generated import Generator

if TYPE_CHECKING:
    from pathlib import Path


def check(folder: Path, seeds: range, size: int) -> int:
    """How many findings there are in programs made from some seeds."""
    texts = {}
    for seed in seeds:
        text = Generator(random.Random(seed)).program(size)
        if not parses(text):  # `return` outside a function and the like cannot be, but `x := 1` may
            continue
        path = folder / f"p{seed}.py"
        path.write_text(text)
        texts[path] = text
    assert len(texts) > len(seeds) / 2
    session = Session.open([folder], root=folder, config=Config(select=("ALL",), profile="strict"))
    findings = session.lint()
    for finding in findings:
        lines = texts[folder / finding.path].splitlines()
        assert finding.code != "REP000", finding
        assert 1 <= finding.line <= len(lines), finding
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1, finding
    for path, (_, after) in (fix(session, unsafe=True).changed or {}).items():
        assert parses(after), path
    return len(findings)


def test_a_few(tmp_path: Path) -> None:
    assert check(tmp_path, range(4), 6) > 10


@pytest.mark.slow
def test_many(tmp_path: Path) -> None:
    assert check(tmp_path, range(1000, 1100), 30) > 1000
