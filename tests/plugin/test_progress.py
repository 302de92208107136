"""What is told while something is waited for: one line that can be erased, or one line a step."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_repro.diagnosis.laboratory import _named
from pytest_repro.session import progress
from pytest_repro.trials.planner import Atom

LONG = "trained: varying " + ", ".join(f"source-{n}" for n in range(40))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a progress that has no patience, and gives it with what it writes."""
    monkeypatch.setattr(progress, "_PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(progress, "_REFRESH_SECONDS", 0.0)

    def make(on_terminal: bool) -> tuple[progress.Progress, io.StringIO]:
        out = io.StringIO()
        writer = SimpleNamespace(
            hasmarkup=on_terminal,
            ensure_newline=lambda: None,
            write=lambda text, flush: out.write(text),
        )
        plugins = SimpleNamespace(get_plugin={"terminalreporter": writer}.get)
        config: Any = SimpleNamespace(
            getoption=lambda name, default: default,
            pluginmanager=plugins,
            get_terminal_writer=lambda: SimpleNamespace(fullwidth=80),
        )
        return progress.Progress(config), out

    return make


def test_a_line_on_a_terminal_never_wraps(told: Any) -> None:
    shown, out = told(True)
    shown.step(LONG)
    shown.tick()
    shown.tick()
    shown.done()
    lines = [line for line in out.getvalue().split("\r\x1b[K") if line]
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("repro: trained: varying source-0, ")
        assert line.endswith("... (0 s)")
        assert len(line) < 80
    assert out.getvalue().endswith("\r\x1b[K")


def test_elsewhere_a_step_is_told_once_and_whole(told: Any) -> None:
    shown, out = told(False)
    shown.step(LONG)
    shown.tick()
    shown.tick()
    shown.step("caf\x1b[31me")
    shown.tick()
    shown.done()
    assert out.getvalue() == f"repro: {LONG}\nrepro: caf\\x1b[31me\n"


def test_a_step_names_a_few_sources_and_counts_the_rest() -> None:
    assert _named(frozenset()) == "nothing"
    assert _named(frozenset({Atom("clock"), Atom("hash-seed")})) == "clock, hash-seed"
    many = frozenset(Atom(f"source-{n}") for n in range(9))
    assert _named(many) == "source-0, source-1, source-2, source-3, 5 more"
