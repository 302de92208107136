"""Every class that fulfils :class:`SourceContract` is run once for each of its probes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

pytest.register_assert_rewrite("source_contract")

from source_contract import Bench, functions  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "probe" in metafunc.fixturenames:
        metafunc.parametrize("probe", functions(textwrap.dedent(metafunc.cls.probes)))


@pytest.fixture
def bench(tmp_path: Path) -> Callable[..., Bench]:
    """Make a project of the given probes, for trials other than the contract's."""
    return lambda text, **more: Bench(tmp_path, textwrap.dedent(text).lstrip(), **more)
