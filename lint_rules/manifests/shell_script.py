"""Shell scripts: `*.sh`, `*.bash`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.manifests.shell.commands import MOST_CHARACTERS, commands
from lint_rules.manifests.text.excerpt import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest

GUESSES = True

# Most scripts fetch and install nothing; taking one apart costs more than asking.
_FETCHES = re.compile(
    r"\b(?:install|add|create|uvx|pipx|curl|wget|aria2c?|gdown|https?|ftp|s3|gs|download|packages)\b"
)


def matches(path: PurePath) -> bool:
    return path.suffix in (".sh", ".bash")


def read(manifest: Manifest) -> Iterator[Entry]:
    # What is longer holds an archive, which it unpacks.
    if len(manifest.text) <= MOST_CHARACTERS and _FETCHES.search(manifest.text):
        yield from commands(Excerpt.whole(manifest.text))
