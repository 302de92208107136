"""What the report says about the machine and the libraries in use."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_repro.model import Json

_DISTRIBUTIONS = {
    "jax": "jax",
    "lightning": "lightning",
    "numpy": "numpy",
    "pandas": "pandas",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "torch": "torch",
    "transformers": "transformers",
}


def describe_environment() -> dict[str, Json]:
    """Versions of Python, pytest, this package and the libraries that the session has imported."""
    imported = sorted(set(_DISTRIBUTIONS) & set(sys.modules))
    names = ["pytest", "pytest-repro", *(_DISTRIBUTIONS[name] for name in imported)]
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "packages": {name: found for name in sorted(names) if (found := _version(name)) is not None},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
