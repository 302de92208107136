"""Files that `.gitattributes` hands to Git LFS: known once they are in the index, as pointers or not."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from lint_rules import lint
from lint_rules.config import Config
from lint_rules.tracking import tracking_of

if TYPE_CHECKING:
    from pathlib import Path


def test_known_once_added(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import pandas as pd\ndf = pd.read_csv('data/big.csv')\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "big.csv").write_text("a\n1\n")
    (tmp_path / ".gitattributes").write_text("*.csv filter=lfs diff=lfs merge=lfs -text\n")
    git = ["git", "-c", "filter.lfs.clean=cat", "-c", "filter.lfs.required=false"]
    subprocess.run([*git, "init", "-q"], cwd=tmp_path, check=True)
    config = Config(select=("REP604",))

    (finding,) = lint([tmp_path], config=config)
    assert (finding.path, finding.line) == ("train.py", 2)
    assert "Git LFS" in finding.message and "git add" in finding.message

    subprocess.run([*git, "add", "data/big.csv"], cwd=tmp_path, check=True, capture_output=True)
    tracking_of.cache_clear()
    assert lint([tmp_path], config=config) == []
