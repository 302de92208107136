"""pytest-repro: proves that training fixtures are reproducible, or which line makes them differ."""

from __future__ import annotations

from pytest_repro.fixture import Tolerance, training_fixture

__all__ = ["Tolerance", "__version__", "training_fixture"]
__version__ = "0.1.0"
