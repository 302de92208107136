"""The pages of the rules say what the rules say, and what the manual shows is true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules import docs
from lint_rules.config import _KEYS
from lint_rules.formats import format_names
from lint_rules.registry import all_rules

from .test_cli import repro_lint

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs/linter.md").read_text(encoding="utf-8")


def test_the_pages_are_fresh() -> None:
    assert docs.stale(ROOT / "docs/rules") == [], "run: python -m lint_rules.docs"


def test_every_rule_has_a_page_and_a_row() -> None:
    pages = docs.pages(all_rules())
    for rule in all_rules():
        name = f"{rule.code}-{rule.name}.md"
        assert pages[name].startswith(f"# {rule.name} ({rule.code})\n")
        assert f"[{rule.code}]({name})" in pages["README.md"]
    assert "Others" not in pages["README.md"]


def test_marks() -> None:
    for rule in all_rules():
        page = docs.pages([rule])[f"{rule.code}-{rule.name}.md"]
        assert ("🛠" in page) is ("## Fix safety" in page)
        assert ("🔍" in page) is rule.opt_in


def test_writing_makes_changes_and_removes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert docs.main() == 0
    folder = tmp_path / "docs/rules"
    assert docs.stale(folder) == []
    (folder / "REP999-gone.md").write_text("x")
    (folder / "README.md").write_text("x")
    assert docs.write(folder) == ["README.md", "REP999-gone.md"]
    assert docs.stale(folder) == []
    assert not (folder / "REP999-gone.md").exists()


def options(folder: Path) -> set[str]:
    return set(re.findall(r"--[a-z][a-z-]+", repro_lint(folder, "--help").stdout))


def test_the_manual_names_every_option_and_no_other(tmp_path: Path) -> None:
    known = options(tmp_path)
    assert sorted(o for o in known - {"--help", "--version"} if f"`{o}" not in MANUAL) == []
    assert sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", MANUAL)) - known) == []


def test_the_manual_names_every_setting_and_format() -> None:
    assert [key for key in _KEYS if f"`{key}`" not in MANUAL] == []
    assert [name for name in format_names() if f"`{name}`" not in MANUAL] == []


def test_the_readme_lists_all_that_is_installed_beside_the_tools() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    required = re.search(r"(?ms)^dependencies = \[\n(.*?)^\]", project)
    install = re.search(r"(?ms)^## Install\n(.*?)^## ", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert required is not None
    assert install is not None
    names = re.findall(r'(?m)^ +"([\w-]+)', required[1])
    assert len(names) > 5
    assert [name for name in names if name not in install[1].lower()] == []
