"""The pytest plugin: hooks only. Nothing heavy is imported before ``--repro`` is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

_TRIAL = "pytest-repro-trial"


def pytest_addoption(parser: pytest.Parser) -> None:
    from pytest_repro.options import add_options

    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "repro(tolerance=None): what the test gives to repro_record must be reproducible (see --repro)",
    )
    if config.pluginmanager.hasplugin(_TRIAL):
        return  # this session is itself a trial
    from pytest_repro.errors import ReproError
    from pytest_repro.options import refuse_idle_options

    try:
        if not config.getoption("--repro"):
            refuse_idle_options(config)
            return
        from pytest_repro.session.roles import register
        from pytest_repro.settings import read_settings

        register(config, read_settings(config))
    except ReproError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.fixture
def repro_record(request: pytest.FixtureRequest) -> Callable[[str, Any], None]:
    """Call ``repro_record(name, value)`` in a test marked ``repro`` to have the value checked by ``--repro``.

    Without ``--repro`` it does nothing.
    """
    observer = request.config.pluginmanager.get_plugin("pytest-repro-observer")

    def record(name: str, value: Any) -> None:
        if observer is not None:
            observer.record(name, value)

    return record
