"""What a confidence is called elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lint_rules.model import Finding

_SEVERITIES = {"high": "error", "medium": "warning", "low": "info"}


def severity(finding: Finding) -> str:
    """`error`, `warning` or `info`: as sure as the rule is."""
    return _SEVERITIES[finding.confidence]
