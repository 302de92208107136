"""`uses:` of GitHub Actions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.entries import Entry

if TYPE_CHECKING:
    from lint_rules.model import Level

_COMMIT = re.compile(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_VERSION = re.compile(r"v?\d[\w.+-]*|[\w-]+[-_/]v?\d+(?:\.\d+)+")


@dataclass(frozen=True)
class Action(Entry):
    """An action or a reusable workflow of another repository: `owner/name/path@ref`."""

    uses: str

    @property
    def name(self) -> str:
        return self.uses.partition("@")[0]


def judge(uses: str) -> tuple[Level, str]:
    """How narrowly a reference fixes an action, and why no narrower. Local ones have nothing to pin."""
    name, at, ref = uses.partition("@")
    if name.startswith((".", "/")) or "${{" in uses or "/" not in name:
        return "hash", ""
    if not at or not ref:
        return "none", "names no version; give the full hash of a commit"
    if _COMMIT.fullmatch(ref):
        return "hash", ""
    level: Level = "range" if _VERSION.fullmatch(ref) else "none"
    return level, f"names the tag or branch {ref!r}, which can move; give the full hash of a commit"
