"""Conda environments whose name does not say so (`ci/py311.yaml`, `train.yml`): their content does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests import conda_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest

GUESSES = True

_OTHERS = re.compile(r"conda[-_]?(build[-_]config|lock|rc)|\.?condarc|meta|recipe|pre-commit", re.IGNORECASE)
_CHANNELS = re.compile(r"^channels:", re.MULTILINE)
_DEPENDENCIES = re.compile(r"^dependencies:", re.MULTILINE)


def matches(path: PurePath) -> bool:
    if path.suffix not in (".yml", ".yaml") or conda_environment.matches(path):
        return False
    return not _OTHERS.search(path.stem)


def read(manifest: Manifest) -> Iterator[Entry]:
    if not (_CHANNELS.search(manifest.text) and _DEPENDENCIES.search(manifest.text)):
        return
    try:
        yield from conda_environment.read(manifest)
    except UnreadableError:
        return  # another kind of file, of which somebody else knows
