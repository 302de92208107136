"""The default generator, in a file that gives something a `generator`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lint_rules.analysis.scanning.candidates import Candidate

_GIVEN = re.compile(r"\bgenerator\s*=")


def keeps(candidate: Candidate) -> bool:
    return _GIVEN.search(candidate.around.text) is not None
