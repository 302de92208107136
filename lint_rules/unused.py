"""Comments that silence nothing.

They are found by linting once more, with the `# repro:` comments made ineffective: what comes to light then
is what they silence.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.loading import load
from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.analysis.scanning.syntax import REFUSALS, parse
from lint_rules.catalogue import catalogue
from lint_rules.discovery import relative_path
from lint_rules.suppression import own_suppressions, silences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from lint_rules.engine import Session
    from lint_rules.model import Finding

_MARK = re.compile(r"(#\s*repro):(?=\s*ignore)", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Unused:
    """A rule, as its code, family or name, or `*`, in a comment where no finding of it is silenced."""

    path: str
    line: int  # 0: the whole file
    code: str


def unused_suppressions(session: Session, findings: Sequence[Finding]) -> list[Unused]:
    """What the `# repro:` comments of the linted files name in vain. `findings` are those of the session.

    Files with Python are judged, notebooks not; a code that this run does not look for is not.
    """
    texts = dict(_with_comments(session))
    if not texts:
        return []
    bare = {path: _MARK.sub(r"\1;", text) for path, text in texts.items()}
    shown = replace(session, paths=tuple(texts), texts={**session.texts, **bare}).lint()
    hidden: dict[str, list[Finding]] = defaultdict(list)
    for finding in set(shown) - set(findings):
        hidden[finding.path].append(finding)
    found: list[Unused] = []
    for path, text in texts.items():
        name = relative_path(path, session.root)
        found += _unused_in(name, text, hidden[name], session)
    return sorted(found)


def _with_comments(session: Session) -> Iterator[tuple[Path, str]]:
    scripts = session.scripts()
    for path in session.files():
        if path.suffix in (".py", ".pyw") or path in scripts:
            try:
                text = load(path, session.texts)
            except UnreadableError:
                continue
            if _MARK.search(text):
                yield path, text


def _unused_in(name: str, text: str, hidden: Sequence[Finding], session: Session) -> Iterator[Unused]:
    ends, starts = _lines_around(text)
    named = {rule.name.upper(): rule for rule in catalogue()}
    for line, codes in sorted(own_suppressions(text).items()):
        here = [
            f
            for f in hidden
            if line in (0, f.line, f.end_line, ends.get(f.end_line)) or line in starts[f.line]
        ]
        for code in sorted(codes):
            rule = named.get(code)
            judged = code == "*" or session.config.wants(rule.code if rule is not None else code)
            if judged and not any(silences(code, finding) for finding in here):
                yield Unused(name, line, rule.name if rule is not None else code)


def _lines_around(text: str) -> tuple[dict[int, int], dict[int, set[int]]]:
    """Line -> the last line of the smallest statement over it that holds no other statement.

    And line -> where the expressions begin of which a method is called on it.
    """
    starts: dict[int, set[int]] = defaultdict(set)
    try:
        tree = parse(text)
    except REFUSALS:
        return {}, starts
    ends = {number: number for number in range(1, len(split_lines(text)) + 1)}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            ends.update(dict.fromkeys(range(node.lineno, (node.end_lineno or 0) + 1), node.end_lineno or 0))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            starts[node.func.end_lineno or 0].add(node.lineno)
    return ends, starts
