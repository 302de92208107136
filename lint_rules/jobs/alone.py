"""All work in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from lint_rules.analysis.questions import Answer, Question
    from lint_rules.checks.python import Checked, PythonChecks, Scanned


class Alone:
    """Does one file after another."""

    def __init__(self, checks: PythonChecks) -> None:
        self.checks = checks

    def scan(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Scanned]]:
        for path in paths:
            yield path, self.checks.scan(path, linted=True)

    def check(
        self, paths: Iterable[Path], answer: Callable[[Question], Answer]
    ) -> Iterator[tuple[Path, Checked]]:
        for path in paths:
            yield path, self.checks.check(path, answer)

    def close(self) -> None:
        pass
