"""The pytest plugin: hooks only. Nothing heavy is imported before ``--repro`` is given."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        with _as_written(config):
            from pytest_repro.session.roles import register
            from pytest_repro.settings import read_settings

            register(config, read_settings(config))
    except ReproError as error:
        raise pytest.UsageError(str(error)) from None


@contextlib.contextmanager
def _as_written(config: pytest.Config) -> Iterator[None]:
    """Import without the rewriting of assertions that pytest gives to all modules of a plugin.

    No test sees ours, and where bytecode may not be kept each session would rewrite and compile them anew.
    """
    hook: Any = getattr(config.pluginmanager, "rewrite_hook", None)
    place = sys.meta_path.index(hook) if hook in sys.meta_path else None
    if place is not None:
        del sys.meta_path[place]
    try:
        yield
    finally:
        if place is not None:
            sys.meta_path.insert(place, hook)


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
