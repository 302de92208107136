"""GitHub's workflows (`.github/workflows/*.yml`) and actions (`action.yml`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.manifests.images.reference import Image
from lint_rules.manifests.pipelines.action import Action
from lint_rules.manifests.pipelines.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node

# Others write them too: Gitea and Forgejo.
_WORKFLOWS = (".github", ".gitea", ".forgejo")
_OF_MATRIX = re.compile(r"\$\{\{\s*matrix\.([\w.-]+)\s*\}\}")
_OTHER_SHELL = re.compile(r"python|perl|node|ruby|Rscript|cmake|deno|php")


def matches(path: PurePath) -> bool:
    if path.suffix not in (".yml", ".yaml"):
        return False
    folders = path.parts[-3:-1]
    return path.stem == "action" or (folders[1:] == ("workflows",) and folders[0] in _WORKFLOWS)


def read(manifest: Manifest) -> Iterator[Entry]:
    """Images of jobs and services, actions, and the commands of steps."""
    parts = Parts(manifest)
    for root in parts.documents():
        jobs = root.get("jobs")
        for job in jobs.values.values() if jobs is not None else ():
            yield from _job(parts, job, _shell(root))
        runs = root.get("runs")
        if runs is not None:
            yield from _action(parts, runs)


def _job(parts: Parts, job: Node, shell: str) -> Iterator[Entry]:
    shell = _shell(job) or shell
    yield from _uses(parts, job.get("uses"))
    yield from _image(parts, job, job.get("container"))
    services = job.get("services")
    for service in services.values.values() if services is not None else ():
        yield from _image(parts, job, service)
    for step in job.each("steps"):
        yield from _step(parts, step, shell)


def _action(parts: Parts, runs: Node) -> Iterator[Entry]:
    if runs.string_at("image").startswith("docker://"):
        yield from parts.image(runs.get("image"))
    for step in runs.each("steps"):
        yield from _step(parts, step, "")


def _step(parts: Parts, step: Node, shell: str) -> Iterator[Entry]:
    yield from _uses(parts, step.get("uses"))
    if not _OTHER_SHELL.match(step.string_at("shell") or shell):
        yield from parts.commands(step.get("run"))


def _uses(parts: Parts, uses: Node | None) -> Iterator[Entry]:
    if uses is None or not uses.string:
        return
    if uses.string.startswith("docker://"):
        yield Image(parts.span(uses), uses.string.removeprefix("docker://"))
    else:
        yield Action(parts.span(uses), uses.string.strip())


def _image(parts: Parts, job: Node, holder: Node | None) -> Iterator[Image]:
    """`container: image` or `container: {image: image}`, which the matrix of the job may give."""
    image = holder.get("image") if holder is not None and holder.values else holder
    of_matrix = _OF_MATRIX.fullmatch(image.string or "") if image is not None else None
    if of_matrix is None:
        yield from parts.image(image)
        return
    matrix = job.get("strategy", "matrix")
    name, *rest = of_matrix[1].split(".")
    for value in matrix.each(name) if matrix is not None else ():
        yield from parts.image(value.get(*rest))
    for extra in matrix.each("include") if matrix is not None else ():
        yield from parts.image(extra.get(name, *rest))


def _shell(holder: Node) -> str:
    return holder.string_at("defaults", "run", "shell")
