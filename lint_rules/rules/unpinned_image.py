from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.texts import HOLE, Texts
from lint_rules.knowledge.deployments import IMAGES
from lint_rules.manifests.images.environments import newest
from lint_rules.manifests.images.reference import Image, judge
from lint_rules.model import LEVELS
from lint_rules.rule import Example, ManifestRule, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from lint_rules.model import Span


class UnpinnedImage(SourceRule, ManifestRule):
    """Container image without a version.

    ## What it does

    Reports images without a tag, and those whose tag moves with every release, such as `latest`: in
    Dockerfiles (`FROM`, `COPY --from`, `RUN --mount`), Compose files, objects of Kubernetes and what extends
    it, Kustomizations, values of Helm charts, pipelines (GitHub, GitLab, Azure, CircleCI and others),
    devcontainers, tasks of SkyPilot, environments of Azure ML, and files of MLflow, BentoML, Ray and Kubeflow
    Pipelines; and in Python the images of Airflow's operators, Kubeflow's components, SageMaker's estimators
    and the like.

    A tag that names a version passes; with `pins = "hash"` only a digest does. Build stages, `scratch`,
    images that the same Compose file builds, and references with variables without default are exempt.

    ## Why is this bad?

    The same file starts from another system, with other libraries, when it is built or run again.

    ## Example

    ```dockerfile
    FROM python:latest
    ```

    ## Use instead

    ```dockerfile
    FROM python:3.11.9-slim-bookworm
    ```

    or, to fix it to the byte, `python:3.11.9-slim-bookworm@sha256:…`; `docker buildx imagetools inspect`
    prints the digest.
    """

    code = "REP504"
    name = "unpinned-image"
    entries = (Image,)
    markers = tuple(package.encode() for package in IMAGES)
    packages = MappingProxyType({package: frozenset(names) for package, names in IMAGES.items()})
    follows_names = True

    valid = (
        Example("FROM python:3.11\n", path="Dockerfile"),
        Example("FROM scratch\n", path="Dockerfile"),
        Example("FROM localhost:5000/team/tool:1.2\n", path="docker/train.Dockerfile"),
        Example(f"FROM python@sha256:{'a' * 64}\nFROM python:latest@sha256:{'b' * 64}\n", path="Dockerfile"),
        Example(
            """
            ARG VERSION
            FROM --platform=$BUILDPLATFORM python:${VERSION} AS base
            FROM base AS train
            COPY --from=base /a /b
            COPY --from=0 /a /b
            """,
            path="Dockerfile.gpu",
        ),
        Example("# FROM python\nFROM \\\n  # a comment in between\n  python:3.11\n", path="Containerfile"),
        Example("FROM nvidia/cuda:12.1.1-cudnn8-runtime-ubuntu22.04\n", path="Dockerfile"),
        Example("FROM pytorch:nightly-20240131\n", path="Dockerfile"),
        Example("# repro: ignore[REP504] always the newest\nFROM python\n", path="Dockerfile"),
        Example("FROM python\n", path="Dockerfile.md"),
        "from kfp import dsl\n\n@dsl.component(base_image='python:3.11')\ndef f() -> int:\n    return 1\n",
        "from kfp import dsl\n\ndef f(image):\n    return dsl.ContainerSpec(image=image)\n",
        """
        from airflow.providers.docker.operators.docker import DockerOperator
        a = DockerOperator(task_id="a", image=f"team/train:{version}")
        b = DockerOperator(task_id="b", image="{{ var.value.image }}")
        """,
        "from docker import from_env\nfrom_env().containers.run(image='python')\n",
    )
    invalid = (
        Example("FROM python  # <- here\n", path="Dockerfile"),
        """
        from azure.ai.ml import command
        command(command="python train.py", environment="azureml:train@latest")  # <- here
        command(command="python train.py", environment="azureml:train:7")
        """,
        Example("FROM --platform=linux/amd64 localhost:5000/tool AS x  # <- here\n", path="Dockerfile"),
        Example("from tensorflow/tensorflow:latest-gpu  # <- here\n", path="dockerfile"),
        Example("ARG TAG=latest\nFROM python:$TAG  # <- here\n", path="Dockerfile"),
        Example("FROM python:${TAG:-latest}  # <- here\n", path="Dockerfile"),
        Example("FROM ${REGISTRY}/tool:latest  # <- here\n", path="Dockerfile"),
        Example(
            "FROM a:1\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/  # <- here\n", path="Dockerfile"
        ),
        Example(
            "FROM a:1\nRUN --mount=type=bind,from=busybox,target=/b true  # <- here\n", path="Dockerfile"
        ),
    )

    def __init__(self, looked_at: Any) -> None:
        self.file = self.manifest = looked_at

    @cached_property
    def _texts(self) -> Texts:
        return Texts(self.file)

    def check(self, entry: Image) -> Iterator[Problem]:
        yield from self._judged(entry.span, entry.reference)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        package, short = name.partition(".")[0], name.rpartition(".")[2]
        for parameter in IMAGES.get(package, {}).get(short, ()):
            value = argument(node, parameter, 0 if package == "modal" else None)
            text = self._texts.of(value)
            if text is not None and parameter == "environment":  # of Azure ML
                text = newest(text)
            if value is not None and text is not None:
                yield from self._judged(value, text.replace(HOLE, "{}"))

    def _judged(self, where: cst.CSTNode | Span, reference: str) -> Iterator[Problem]:
        level, reason = judge(reference)
        if LEVELS.index(level) < LEVELS.index(self.manifest.config.pins):
            yield Problem(where, f"the image `{reference}` {reason}")
