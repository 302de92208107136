"""Environments that Azure ML keeps, which are images with a name and a version."""

from __future__ import annotations

import re

_NEWEST = re.compile(r"(?:azureml:/{0,2})?(?P<name>.+?)(?:@|/labels/)latest")


def newest(text: str) -> str | None:
    """`train:latest` for an environment that is asked for at its latest version: `azureml:train@latest`."""
    found = _NEWEST.fullmatch(text)
    return f"{found['name']}:latest" if found is not None else None
