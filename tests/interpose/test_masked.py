"""Which functions a project calls with a mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.interpose import masked
from pytest_repro.interpose.masked import masked_calls, masked_calls_of_session
from pytest_repro.interpose.sites import SiteFinder

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_calls_with_a_mask_and_no_place_to_write_to(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.py").write_text(
        "x = np.log2(x, where = x > 0)\ny = np.sqrt(y, where=m, out=z)\nlog(x, where=m)\nnp.exp(x)\n"
    )
    (tmp_path / "broken.py").write_text("np.divide(a, b, where=m")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "b.py").write_text("np.add(a, b, where=m)\n")
    assert masked_calls(SiteFinder(tmp_path)) == ("log", "log2")


def test_environments_use_up_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masked, "_MOST_FILES", 2)
    libraries = tmp_path / "env" / "site-packages" / "numpy"
    libraries.mkdir(parents=True)
    for number in range(5):
        (libraries / f"{number}.py").write_text("np.subtract(a, b, where=m)\n")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "train.py").write_text("np.log(x, where=m)\n")
    assert masked_calls(SiteFinder(tmp_path)) == ("log",)


def test_one_trial_of_a_session_looks_for_all(tmp_path: Path) -> None:
    project, session = tmp_path / "project", tmp_path / "session"
    for folder in (project, session):
        folder.mkdir()
    (project / "one.py").write_text("y = np.log(x, where=x > 0)\n")
    assert masked_calls_of_session(SiteFinder(project), session) == ("log",)
    (project / "two.py").write_text("y = np.sqrt(x, where=x > 0)\n")
    assert masked_calls_of_session(SiteFinder(project), session) == ("log",)
    (known,) = session.iterdir()
    known.write_text('["lo')
    assert masked_calls_of_session(SiteFinder(project), session) == ("log", "sqrt")
    assert [file.name for file in session.iterdir()] == [known.name]
    assert masked_calls_of_session(SiteFinder(project), tmp_path / "gone") == ("log", "sqrt")
