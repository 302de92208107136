"""The programs that install packages, by their names on the command line."""

from __future__ import annotations

import re

_TEXT = """
    apk apt apt-get aptitude bun conda dnf gem go mamba micromamba microdnf npm pdm pip pipenv pipx pixi
    pnpm poetry pyspark rye spark-class spark-shell spark-sql spark-submit sparkR tdnf uv uvx yarn yum zypper
"""
INSTALLERS = frozenset(_TEXT.split())

_NAMES = "|".join(re.escape(name) for name in sorted(INSTALLERS, key=lambda name: (-len(name), name)))
# Before a name may stand what an escape in the source ends in: `"\npip install x"`.
_BEFORE = r"(?:(?<![A-Za-z0-9])|(?<=\\.)|(?<=\\x..))"
NAMES_INSTALLER = re.compile(rf"{_BEFORE}(?:{_NAMES})(?![A-Za-z])", re.IGNORECASE)
"""Found wherever source may name one of them in a command."""
