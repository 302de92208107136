"""The pages of the rules, made from the rules: `python -m lint_rules.docs` writes them to `docs/rules/`."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.model import SYNTAX_ERROR, SYNTAX_ERROR_NAME, SYNTAX_ERROR_SUMMARY
from lint_rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lint_rules.rule import Rule

FAMILIES = {
    "REP1": "Random streams",
    "REP2": "Kernels and parallelism",
    "REP3": "Order",
    "REP4": "Time and memory",
    "REP5": "Environment pins",
    "REP6": "Data and model versions",
    "REP7": "Records",
}
INDEX = "README.md"
_HEAD = "| code | name | flags | |\n| --- | --- | --- | --- |\n"
_INTRODUCTION = f"""\
# Rules

Made by `python -m lint_rules.docs`; what a rule says of itself stands in its file in `lint_rules/rules/`.
[The manual of the linter](../linter.md) says how to choose rules and how to silence them.

| mark | |
| --- | --- |
| 🛠 | has a fix: `repro-lint --fix`, or with `--unsafe-fixes`, as its page says |
| 🔍 | opt-in: only under `--profile strict`, or where it is selected by its own code |

`{SYNTAX_ERROR}` ({SYNTAX_ERROR_NAME}): {SYNTAX_ERROR_SUMMARY[0].lower()}{SYNTAX_ERROR_SUMMARY[1:]}
"""


def pages(rules: Iterable[type[Rule]]) -> dict[str, str]:
    """File name -> text: one page for each rule, and the index."""
    rules = sorted(rules, key=lambda rule: rule.code)
    found = {_page_name(rule): _page(rule) for rule in rules}
    return {**found, INDEX: _index(rules)}


def _page_name(rule: type[Rule]) -> str:
    return f"{rule.code}-{rule.name}.md"


def _page(rule: type[Rule]) -> str:
    head, _, body = rule.documentation().partition("\n")
    notes = []
    if rule.has_fix():
        notes.append("🛠 It has a fix.")
    if rule.opt_in:
        notes.append(f"🔍 It is opt-in: `--profile strict`, or `--extend-select {rule.code}`.")
    said = f"\n{' '.join(notes)}\n" if notes else ""
    return f"{head}\n{said}{body}\n[All rules]({INDEX})\n"


def _index(rules: Sequence[type[Rule]]) -> str:
    parts = [_INTRODUCTION]
    for family, members in groupby(rules, key=lambda rule: rule.code[:4]):
        rows = "".join(_row(rule) for rule in members)
        title = FAMILIES.get(family, "Others")
        parts.append(
            f"\n## {family}xx {title}\n\n| code | name | flags | |\n| --- | --- | --- | --- |\n{rows}"
        )
    return "".join(parts)


def _row(rule: type[Rule]) -> str:
    marks = f"{'🛠' if rule.has_fix() else ''}{'🔍' if rule.opt_in else ''}"
    summary = rule.summary().replace("|", "\\|")
    return f"| [{rule.code}]({_page_name(rule)}) | {rule.name} | {summary} | {marks} |\n"


def write(folder: Path) -> list[str]:
    """Bring a folder up to date; the names of the files that changed or are gone."""
    wanted = pages(all_rules())
    folder.mkdir(parents=True, exist_ok=True)
    changed = stale(folder)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed


def stale(folder: Path) -> list[str]:
    """The names of pages that are missing, differ, or belong to no rule."""
    wanted = pages(all_rules())
    there = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    return sorted(name for name in {**wanted, **there} if wanted.get(name) != there.get(name))


def main() -> int:
    for name in write(Path("docs/rules")):
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
