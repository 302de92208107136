"""A baseline: the findings that a project starts with, so that only new ones are reported.

An entry names the file, the rule, and digests of the line and of its neighbours. Line numbers play no part,
so edits elsewhere in the file do not matter; an entry whose neighbours changed still stands for its line.

That a file cannot be linted (REP000) is never known already: it would hide all that the file holds.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from lint_rules.errors import LintError
from lint_rules.model import SYNTAX_ERROR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from lint_rules.model import Finding

FORMAT, VERSION = "repro-lint-baseline", 1


@dataclass(frozen=True, order=True)
class Entry:
    path: str
    code: str
    line: str  # digest of the line
    around: str  # digest of the lines next to it that are not blank


def entry_of(finding: Finding, lines: Sequence[str]) -> Entry:
    """The entry for a finding in a file, or in a cell, of these lines."""
    number = min(finding.line, len(lines)) - 1
    text = lines[number] if number >= 0 else ""
    before = next((line for line in lines[:number][::-1] if line.strip()), "") if number > 0 else ""
    after = next((line for line in lines[number + 1 :] if line.strip()), "")
    return Entry(finding.path, finding.code, _digest(text), _digest(before, after))


def _digest(*lines: str) -> str:
    text = "\n".join(" ".join(line.split()) for line in lines)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Baseline:
    entries: tuple[Entry, ...]

    def compare(
        self, findings: Iterable[Finding], lines_of: Callable[[Finding], Sequence[str]]
    ) -> tuple[list[Finding], list[Entry]]:
        """The findings that are new, and the entries that stand for nothing any more.

        First those go together that agree in all, then those of the same line of text.
        """
        left = Counter(self.entries)
        pending: list[tuple[Finding, Entry]] = []
        new: list[Finding] = []
        for finding in findings:
            entry = entry_of(finding, lines_of(finding))
            if finding.code == SYNTAX_ERROR:
                new.append(finding)
            elif left[entry]:
                left[entry] -= 1
            else:
                pending.append((finding, entry))
        by_line = Counter((e.path, e.code, e.line) for e in left.elements())
        for finding, entry in pending:
            key = (entry.path, entry.code, entry.line)
            if by_line[key]:
                by_line[key] -= 1
                left[next(e for e in sorted(left) if left[e] and (e.path, e.code, e.line) == key)] -= 1
            else:
                new.append(finding)
        return sorted(new, key=lambda finding: finding.sort_key), sorted(left.elements())

    def text(self) -> str:
        content = {
            "format": FORMAT,
            "version": VERSION,
            "findings": [asdict(entry) for entry in sorted(self.entries)],
        }
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def read_baseline(path: Path) -> Baseline:
    """Raises `LintError`, in one line, for a file that is no baseline."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LintError(f"{path}: no such baseline; --write-baseline makes it") from None
    except OSError as error:
        raise LintError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise LintError(f"{path}: is no baseline: it is not valid JSON") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise LintError(f"{path}: is no baseline: 'format' is not {FORMAT!r}")
    if content.get("version") != VERSION:
        raise LintError(f"{path}: has version {content.get('version')!r}, known is {VERSION}; write it anew")
    findings = content.get("findings")
    if not isinstance(findings, list):
        raise LintError(f"{path}: is no baseline: 'findings' is no list")
    return Baseline(tuple(_entry(raw, path) for raw in findings))


def _entry(raw: Any, path: Path) -> Entry:
    fields = ("path", "code", "line", "around")
    if not isinstance(raw, dict) or not all(isinstance(raw.get(field), str) for field in fields):
        raise LintError(f"{path}: is no baseline: {raw!r} is no entry")
    return Entry(*(raw[field] for field in fields))
