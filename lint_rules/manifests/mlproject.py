"""MLflow's projects, `MLproject`, and the environments of its models, `python_env.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest


def matches(path: PurePath) -> bool:
    return path.name in ("MLproject", "python_env.yaml")


def read(manifest: Manifest) -> Iterator[Entry]:
    """The image, the commands of entry points, and packages. What `conda_env` names is read as such."""
    parts = Parts(manifest)
    for root in parts.documents():
        yield from parts.image(root.get("docker_env", "image"))
        points = root.get("entry_points")
        for point in points.values.values() if points is not None else ():
            yield from parts.commands(point.get("command"))
        if manifest.path.name == "python_env.yaml":
            yield from parts.packages("pip", "dependencies", root.get("dependencies"))
