"""Fixtures shared by all tests, and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

pytest_plugins = ["pytester"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole sessions first: where workers share the tests, a long one at the end has one of them wait."""
    items.sort(key=lambda item: item.path.parent.name != "plugin")
