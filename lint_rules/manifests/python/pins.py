"""What the rules about dependencies have in common: is an entry fixed as narrowly as the project wants?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from lint_rules.entries import CondaDependency
from lint_rules.manifests.conda.tools import TOOLS as CONDA_TOOLS
from lint_rules.manifests.python.requirement import TOOLS
from lint_rules.manifests.python.versions import known_version
from lint_rules.rule import Change, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.entries import Dependency
    from lint_rules.manifests import Manifest

_MOST_SHOWN = 200


def problems(entry: Dependency, manifest: Manifest) -> Iterator[Problem]:
    """At most one: the entry allows more than `pins` of the configuration does.

    Of what a library publishes, only repositories and URLs are judged.
    """
    if entry.published and not entry.direct:
        return
    tools = CONDA_TOOLS if isinstance(entry, CondaDependency) else TOOLS
    if not entry.meets(manifest.config.pins) and canonicalize_name(entry.name) not in tools:
        yield Problem(entry.span, f"`{_short(entry.name)}` {_short(entry.reason)}", fix=_pin(entry, manifest))


def _short(text: str) -> str:
    """A line of rubbish can be as long as the file."""
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}..."


def _pin(entry: Dependency, manifest: Manifest) -> Change | None:
    """To the version that is in use. A hash cannot be made up."""
    if entry.version is None or entry.level == "exact" or manifest.config.pins == "hash":
        return None
    known = known_version(manifest, entry)
    if known is None:
        return None
    message = f"Pin {entry.name} to {known.version}, the version in {known.source}"
    return Change(message, ((entry.version, entry.exactly % known.version),), safe=False)
