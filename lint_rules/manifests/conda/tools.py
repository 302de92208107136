"""What only installs, builds or packs in the world of Conda: its versions do not get into a result."""

from __future__ import annotations

from lint_rules.manifests.python.requirement import TOOLS as PYTHON_TOOLS

_OWN = "conda mamba micromamba conda-build boa anaconda-client conda-libmamba-solver conda-pack python-build"
TOOLS = PYTHON_TOOLS | frozenset(_OWN.split())
