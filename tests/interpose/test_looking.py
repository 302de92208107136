"""Time that a trial spends on looking on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pytest_repro.interpose import looking as module
from pytest_repro.interpose.looking import Looking

if TYPE_CHECKING:
    import pytest


def test_time_goes_by_but_for_what_the_first_thread_spends(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(100, 1000, 100))
    monkeypatch.setattr(module, "_now", lambda: next(now))
    looking = Looking()
    looking.ends()
    assert looking.spent() == 0
    looking.begins()  # at 100
    assert looking.spent() == 100
    other = threading.Thread(target=lambda: (looking.begins(), looking.ends()))
    other.start()
    other.join()
    looking.ends()  # at 300
    assert looking.spent() == 200
