"""Lock files on their own: all that is asked of them is that they can be read.

What they say is asked by the readers of the manifests that they belong to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.formats import toml
from lint_rules.manifests.formats.faults import refuse_conflicts
from lint_rules.manifests.locks import conda, pdm, pipenv, poetry, uv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest

_TOML = (uv.NAME, poetry.NAME, pdm.NAME, "pylock.toml")
# Parsing a large one takes seconds; what is wrong with it in practice is a merge that nobody finished.
_MOST_PARSED = 200_000


def matches(path: PurePath) -> bool:
    known = path.name in (*_TOML, conda.PIXI, pipenv.NAME) or _of_environment(path.name)
    return known or conda.is_lock(path.name)


def read(manifest: Manifest) -> Iterator[Entry]:
    refuse_conflicts(manifest.text)
    if manifest.path.name == pipenv.NAME:
        pipenv.load(manifest.text)
    elif (manifest.path.name in _TOML or _of_environment(manifest.path.name)) and len(
        manifest.text
    ) < _MOST_PARSED:
        toml.loads(manifest.text)
    yield from ()


def _of_environment(name: str) -> bool:
    """The standard's name for one of several locks: `pylock.test.toml`."""
    return name.startswith("pylock.") and name.endswith(".toml")
