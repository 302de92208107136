"""pytest rewrites the assertions of users' files, and leaves ours as they are."""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from typing import Any

import pytest

from pytest_repro.plugin import _as_written


def test_our_modules_are_imported_as_written(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook: Any = pytestconfig.pluginmanager.rewrite_hook  # type: ignore[attr-defined]
    before = list(sys.meta_path)
    assert hook in before
    monkeypatch.delitem(sys.modules, "pytest_repro.places", raising=False)
    with _as_written(pytestconfig):
        assert hook not in sys.meta_path
        import pytest_repro.places

        assert type(pytest_repro.places.__loader__) is SourceFileLoader
    assert sys.meta_path == before


def test_a_session_that_refuses_its_options_gets_the_hook_back(pytestconfig: pytest.Config) -> None:
    before = list(sys.meta_path)
    with pytest.raises(KeyError), _as_written(pytestconfig):
        raise KeyError
    assert sys.meta_path == before


def test_nothing_is_rewritten_anyway(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    hook: Any = pytestconfig.pluginmanager.rewrite_hook  # type: ignore[attr-defined]
    left = [finder for finder in sys.meta_path if finder is not hook]
    monkeypatch.setattr(sys, "meta_path", left)  # as with --assert=plain
    with _as_written(pytestconfig):
        assert sys.meta_path == left
    assert sys.meta_path == left
