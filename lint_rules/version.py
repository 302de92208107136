"""The version of what is installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    try:
        return version("pytest-repro")
    except PackageNotFoundError:
        return "0"
