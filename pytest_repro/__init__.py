"""pytest-repro: proves that training fixtures are reproducible, or which line makes them differ."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pytest_repro.fixture import Tolerance, training_fixture

__all__ = ["Tolerance", "__version__", "training_fixture"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import on first use: pytest loads this package in every session, also where nobody trains."""
    if name not in ("Tolerance", "training_fixture"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pytest_repro import fixture

    return getattr(fixture, name)
