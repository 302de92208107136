"""Lists of packages, by the manager that installs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.installs import conda, maven, python, system
from lint_rules.manifests.installs.packages import Install

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lint_rules.manifests.installs.packages import Asked, Packages
    from lint_rules.model import Confidence

JUDGES: Mapping[str, Callable[[str], Asked | None]] = {
    "pip": python.asked_of_pip,
    "conda": conda.asked_of_conda,
    "apt": system.asked_of_apt,
    "maven": maven.asked_of_maven,
}


def confidence_in(manager: str) -> Confidence:
    """What a distribution ships under one release differs less than what an index has."""
    return "medium" if manager == "apt" else "high"


def install_of_list(packages: Packages) -> Install:
    """What a list in a manifest has installed."""
    judge = JUDGES[packages.manager]
    asked = tuple(one for text, _ in packages.items if (one := judge(text)) is not None)
    return Install(packages.label, asked, confidence_in(packages.manager))
