"""What a killed session leaves is removed by the next; what a living one uses is not."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest

from pytest_repro.session.workplace import Workplace

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def kill(workplace: Workplace) -> None:
    """As far as the next session can see."""
    assert workplace._lock is not None
    workplace._lock.close()


def test_what_a_killed_session_left_goes_and_what_lives_stays(temporary: Path) -> None:
    dead, living = Workplace.make(), Workplace.make()
    (dead.reference / "values.bin").write_bytes(b"1")
    kill(dead)
    unknown = temporary / "pytest-repro-unknown"
    unknown.mkdir()
    third = Workplace.make()
    assert sorted(temporary.iterdir()) == sorted([living.path, unknown, third.path])
    living.remove()
    third.remove()
    assert list(temporary.iterdir()) == [unknown]


def test_a_link_is_not_followed(temporary: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    dead = Workplace.make()
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "kept"
    dead.path.rename(elsewhere)
    (temporary / "pytest-repro-link").symlink_to(elsewhere)
    kill(dead)
    Workplace.make().remove()
    assert elsewhere.joinpath("reference").is_dir()
