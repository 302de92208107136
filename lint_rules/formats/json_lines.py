"""One JSON object on a line for each finding."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lint_rules.formats.parts.entry import entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding


def render(findings: Sequence[Finding], view: View) -> str:
    return "".join(json.dumps(entry(f, view), separators=(",", ":")) + "\n" for f in findings)
