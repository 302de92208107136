"""Fixing the findings of a session, in rounds, until nothing changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.loading import load
from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.fixing.outcome import Outcome
from lint_rules.fixing.texts import mended
from lint_rules.model import SYNTAX_ERROR

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lint_rules.engine import Session
    from lint_rules.model import Finding

# What one fix uncovers another mends. More rounds than this means that two rules undo each other.
_ROUNDS = 10


def is_applied(finding: Finding, unsafe: bool) -> bool:
    """Whether fixing would mend a finding."""
    return finding.fix is not None and (finding.fix.safe or unsafe)


def fix(session: Session, unsafe: bool = False) -> Outcome:
    """Apply the safe fixes, or all, to the texts of the files in a session."""
    work = _Work(session, unsafe)
    pending = session.lint()
    before = pending
    for _ in range(_ROUNDS):
        touched = work.apply(pending)
        if not touched:
            break
        pending = work.check(touched)
    if not work.texts:
        return Outcome(before)
    left = replace(session, texts={**session.texts, **work.texts}).lint()
    changed = {path: (work.originals[path], text) for path, text in sorted(work.texts.items())}
    return Outcome(left, tuple(work.fixed), changed)


def _key(finding: Finding) -> tuple[str, str]:
    return (finding.code, finding.message)


def _faults(counts: Counter[tuple[str, str]]) -> int:
    return sum(number for (code, _), number in counts.items() if code == SYNTAX_ERROR)


class _Work:
    """The texts so far, and what has been done to them."""

    def __init__(self, session: Session, unsafe: bool) -> None:
        self.session = session
        self.unsafe = unsafe
        self.originals: dict[Path, str] = {}
        self.texts: dict[Path, str] = {}
        self.fixed: list[Finding] = []
        self._useless: set[tuple[Path, str]] = set()  # rules whose fix did not help in a file
        self._step: dict[Path, tuple[str | None, list[Finding], Counter[tuple[str, str]]]] = {}

    def apply(self, findings: Sequence[Finding]) -> list[Path]:
        """One round: the files that changed."""
        groups: dict[Path, list[Finding]] = defaultdict(list)
        for finding in findings:
            groups[self.session.root / finding.path].append(finding)
        self._step = {}
        for path, group in sorted(groups.items()):
            wanted = [f for f in group if is_applied(f, self.unsafe) and (path, f.code) not in self._useless]
            if wanted:
                self._mend(path, wanted, Counter(map(_key, group)))
        return sorted(self._step)

    def _mend(self, path: Path, wanted: list[Finding], counts: Counter[tuple[str, str]]) -> None:
        try:
            text = self.texts[path] if path in self.texts else load(path, self.session.texts)
        except UnreadableError:
            return
        changed, done = mended(path.name, text, wanted)
        if changed != text:
            self._step[path] = (self.texts.get(path), done, counts)
            self.originals.setdefault(path, text)
            self.texts[path] = changed

    def check(self, touched: Sequence[Path]) -> list[Finding]:
        """Lint the changed files again, and take back what did not help."""
        session = replace(self.session, paths=tuple(touched), texts={**self.session.texts, **self.texts})
        found = session.lint()
        by_path: dict[Path, Counter[tuple[str, str]]] = defaultdict(Counter)
        for finding in found:
            by_path[self.session.root / finding.path][_key(finding)] += 1
        undone = [path for path in touched if not self._helped(path, by_path[path])]
        if not undone:
            return found
        return replace(session, texts={**self.session.texts, **self.texts}).lint()

    def _helped(self, path: Path, now: Counter[tuple[str, str]]) -> bool:
        """Whether each kind of finding that was fixed in a file is rarer there than before."""
        before, done, counts = self._step[path]
        useless = {f.code for f in done if now[_key(f)] >= counts[_key(f)]}
        broken = _faults(now) > _faults(counts)
        if not useless and not broken:
            self.fixed += done
            return True
        self._useless |= {(path, f.code) for f in done if broken or f.code in useless}
        if before is None:
            del self.texts[path]
        else:
            self.texts[path] = before
        return False
