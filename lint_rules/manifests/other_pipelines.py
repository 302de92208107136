"""Pipelines whose keys say it all: Travis, AppVeyor, Bitbucket, Drone, Woodpecker, Buildkite, Cirrus, others.

The others are Google's Cloud Build, Amazon's CodeBuild, Gitpod, and the jobs of Read the Docs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.manifests.pipelines.keys import Keys, entries
from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest

_PHASES = ("pre", "post")
_KINDS: tuple[tuple[str, Keys], ...] = (
    (
        r"(.*/)?\.travis\.ya?ml",
        Keys(
            scripts=(
                *("before_install", "install", "after_install", "before_script", "script", "after_script"),
                *("after_success", "before_deploy", "after_failure", "before_cache"),
            )
        ),
    ),
    (
        r"(.*/)?\.?appveyor\.ya?ml",
        Keys(
            scripts=(
                "install",
                "init",
                "before_build",
                "build_script",
                "test_script",
                "before_test",
                "after_test",
            )
        ),
    ),
    (r"(.*/)?bitbucket-pipelines\.ya?ml", Keys(images=("image",), scripts=("script", "after-script"))),
    (r"(.*/)?\.drone\.ya?ml", Keys(images=("image",), scripts=("commands",))),
    (r"(.*/)?\.woodpecker(\.ya?ml|/.*\.ya?ml)", Keys(images=("image",), scripts=("commands",))),
    (r"(.*/)?\.buildkite/.*\.ya?ml", Keys(images=("image",), scripts=("command", "commands"))),
    (r"(.*/)?\.cirrus\.ya?ml", Keys(images=("image",), scripts=("*_script",))),
    (r"(.*/)?\.gitpod\.ya?ml", Keys(images=("image",), scripts=("before", "init", "command", "prebuild"))),
    (r"(.*/)?cloudbuild[\w.-]*\.ya?ml", Keys(images=("steps",), scripts=("script",))),
    (r"(.*/)?buildspec[\w.-]*\.ya?ml", Keys(scripts=("commands",))),
    (
        r"(.*/)?\.?readthedocs\.ya?ml",
        Keys(
            scripts=tuple(
                ["commands", "html"]
                + [
                    f"{phase}_{job}"
                    for job in ("checkout", "system_dependencies", "create_environment", "install", "build")
                    for phase in _PHASES
                ]
            )
        ),
    ),
)
_PATTERNS = [(re.compile(pattern), keys) for pattern, keys in _KINDS]


def matches(path: PurePath) -> bool:
    return path.suffix in (".yml", ".yaml") and _keys(path) is not None


def read(manifest: Manifest) -> Iterator[Entry]:
    keys = _keys(manifest.path)
    assert keys is not None, "only files that match are read"
    parts = Parts(manifest)
    for root in parts.documents():
        yield from entries(parts, root, keys)


def _keys(path: PurePath) -> Keys | None:
    return next((keys for pattern, keys in _PATTERNS if pattern.fullmatch(path.as_posix())), None)
