"""The files that CONTRIBUTING.md tells to add: each is added, found, and does what is said of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```python\n# (\S+\.py)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILES = dict(BLOCK.findall(GUIDE))
CHECKS = {
    "lint_rules/rules/random_uuid.py": """
from pathlib import Path
from lint_rules import lint
from lint_rules.config import Config
from lint_rules.registry import all_rules
assert "REP901" in [rule.code for rule in all_rules()]
Path("a.py").write_text("from uuid import uuid4\\n\\nkey = uuid4()\\n")
found = lint([Path("a.py").resolve()], root=Path.cwd(), config=Config(select=("REP901",)))
assert [(finding.code, finding.line) for finding in found] == [("REP901", 3)]
""",
    "pytest_repro/sources/umask.py": """
import os, random
from pathlib import Path
from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.source import Ambient, Stage
from pytest_repro.sources import all_sources
kind = all_sources()["umask"]
settings = kind.vary(random.Random(1), Ambient({}, "."))
stage = Stage("vary", settings, None, False, False, SiteFinder(Path.cwd()), ImportHooks())
before = os.umask(0o022)
source = kind(stage)
source.install()
assert source.axes()[0].applied and source.axes()[0].detail == f"umask {settings['umask']:03o}"
assert os.umask(settings["umask"]) == settings["umask"]
source.uninstall()
assert os.umask(before) == 0o022
""",
    "pytest_repro/outputs/families/addresses.py": """
from ipaddress import ip_address
from pathlib import Path
from pytest_repro.outputs import capture, compare
first = capture({"host": ip_address("10.0.0.1")}, Path("1"), root_name="v")
second = capture({"host": ip_address("10.0.0.2")}, Path("2"), root_name="v")
assert not compare(first, first)
assert [(m.first, m.second) for m in compare(first, second)] == [("10.0.0.1", "10.0.0.2")]
""",
    "pytest_repro/reports/formats/list.py": """
from pytest_repro.model import Report
from pytest_repro.reports import View, report_formats
assert list(report_formats()) == sorted(report_formats())
assert report_formats()["list"].render(Report("", (), {}, {}), View()) == "nothing was checked\\n"
""",
}


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """A copy of both packages with every file of the guide added."""
    folder = tmp_path_factory.mktemp("grown")
    for package in ("pytest_repro", "lint_rules"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for path, source in FILES.items():
        assert (folder / path).parent.is_dir(), path
        assert not (folder / path).exists(), f"{path} is there already: pick another example"
        (folder / path).write_text(source, encoding="utf-8")
    return folder


def test_the_guide_shows_a_whole_file_for_each_kind_of_extension():
    assert sorted(FILES) == sorted(CHECKS)


@pytest.mark.parametrize("path", sorted(CHECKS))
def test_a_file_of_the_guide_is_found_and_works(grown, path, tmp_path):
    # -P and -I would hide the copy; PYTHONPATH puts it before the installed package.
    done = subprocess.run(
        [sys.executable, "-c", CHECKS[path]],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(grown)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_every_path_in_the_guide_exists():
    named = re.findall(r"`((?:pytest_repro|lint_rules|tests|examples)/[\w/.]+)`", GUIDE)
    assert named
    missing = [path for path in named if not (ROOT / path).exists()]
    assert not missing
