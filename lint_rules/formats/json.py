"""The shape of ruff's JSON, which editors and converters already read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lint_rules.formats.parts.entry import entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.formats import View
    from lint_rules.model import Finding


def render(findings: Sequence[Finding], view: View) -> str:
    return json.dumps([entry(finding, view) for finding in findings], indent=2) + "\n"
