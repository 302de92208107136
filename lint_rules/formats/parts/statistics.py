"""How often each rule was broken."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.model import Finding


def statistics(findings: Sequence[Finding], output_format: str) -> str:
    """The most frequent rule first. `[*]` marks rules with a fix that `--fix` applies."""
    counts = Counter((finding.code, finding.name) for finding in findings)
    fixable = Counter(finding.code for finding in findings if finding.fix is not None and finding.fix.safe)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if output_format.startswith("json"):
        entries = [
            {
                "code": code,
                "name": name,
                "count": count,
                "fixable": fixable[code] == count,
                "fixable_count": fixable[code],
            }
            for (code, name), count in ordered
        ]
        return json.dumps(entries, indent=2) + "\n"
    width = len(str(ordered[0][1])) if ordered else 0
    marks = {code: "[*]" if fixable[code] else "[ ]" for code, _ in counts}
    return "".join(f"{n:>{width}}\t{code}\t{marks[code]} {name}\n" for (code, name), n in ordered)
