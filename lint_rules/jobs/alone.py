"""All work in this process."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from lint_rules.analysis.project.questions import Answer, Question
    from lint_rules.checks.python import Checked, PythonChecks, Scanned


_YOUNG = 20_000  # objects that are worth a search for circles among them


@contextmanager
def tidying() -> Iterator[Callable[[], None]]:
    """Where the collector is off, something to call now and then, so that trees do not pile up.

    The rules of a file hold each other and its tree. What was there before is not looked at again.
    """
    if gc.isenabled():
        yield lambda: None
        return
    gc.freeze()

    def tidy() -> None:
        if gc.get_count()[0] > _YOUNG:
            gc.collect(0)

    try:
        yield tidy
    finally:
        gc.unfreeze()


class Alone:
    """Does one file after another."""

    def __init__(self, checks: PythonChecks) -> None:
        self.checks = checks

    def scan(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Scanned]]:
        for path in paths:
            yield path, self.checks.scan(path, linted=True)

    def check(
        self,
        paths: Iterable[Path],
        answer: Callable[[Question], Answer],
        asking: Collection[Path] = (),
        prepare: Callable[[Callable[[], None]], None] | None = None,
    ) -> Iterator[tuple[Path, Checked]]:
        with tidying() as tidy:
            for path in paths:
                tidy()  # before a file, so never after the last: the process ends soon
                yield path, self.checks.check(path, answer)

    def close(self) -> None:
        pass
