"""Fixtures shared by all tests, and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    import pytest

pytest_plugins = ["pytester"]

# The same examples in every run, and none refused because the machine is busy; `explore` looks for new ones.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("explore"), derandomize=True)
settings.load_profile("same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole sessions first: where workers share the tests, a long one at the end has one of them wait."""
    items.sort(key=lambda item: item.path.parent.name != "plugin")
