"""Which functions a project calls with a mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.interpose import masked
from pytest_repro.interpose.masked import masked_calls
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
