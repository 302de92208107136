from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.manifests.images.reference import Image, judge
from lint_rules.model import LEVELS
from lint_rules.rule import Example, ManifestRule, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


class UnpinnedImage(ManifestRule):
    """Container image without a version.

    ## What it does

    Reports images without a tag, and those whose tag moves with every release, such as `latest`: in
    Dockerfiles (`FROM`, `COPY --from`, `RUN --mount`), Compose files, objects of Kubernetes and what extends
    it, Kustomizations, values of Helm charts, pipelines (GitHub, GitLab, Azure, CircleCI and others),
    devcontainers, and files of MLflow, BentoML, Ray and Kubeflow Pipelines.

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
    )
    invalid = (
        Example("FROM python  # <- here\n", path="Dockerfile"),
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

    def check(self, entry: Image) -> Iterator[Problem]:
        level, reason = judge(entry.reference)
        if LEVELS.index(level) < LEVELS.index(self.manifest.config.pins):
            yield Problem(entry.span, f"the image `{entry.reference}` {reason}")
