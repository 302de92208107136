"""What the rules about dependencies have in common: is an entry fixed as narrowly as the project wants?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from lint_rules.manifests.python.requirement import TOOLS
from lint_rules.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.manifests import Manifest
    from lint_rules.model import Dependency


def problems(entry: Dependency, manifest: Manifest) -> Iterator[Problem]:
    """At most one: the entry allows more than `pins` of the configuration does.

    Of what a library publishes, only repositories and URLs are judged.
    """
    if entry.published and not entry.direct:
        return
    if not entry.meets(manifest.config.pins) and canonicalize_name(entry.name) not in TOOLS:
        yield Problem(entry.span, f"`{entry.name}` {entry.reason}")
