"""The project is asked before anything is parsed: it sends rules away that could say nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lint_rules import lint
from lint_rules.analysis.tree import source
from lint_rules.catalogue import catalogue
from lint_rules.checks.settling import Settling
from lint_rules.config import Config

from .conftest import written_examples

if TYPE_CHECKING:
    from pathlib import Path

    import libcst as cst

    from .conftest import Linter

ASKING = [rule.code for rule in catalogue() if rule.unseeded or rule.beside_seeds]
DRAW = "import torch\n\ndef draw():\n    return torch.rand(3)\n"
SEEDED = "import torch\nfrom draws import draw\n\ntorch.manual_seed(0)\ndraw()\n"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are parsed with libcst."""
    texts: list[str] = []
    parse = source.parse_module

    def noting(text: str) -> cst.Module:
        texts.append(text)
        return parse(text)

    monkeypatch.setattr(source, "parse_module", noting)
    return texts


def test_a_draw_that_a_seed_reaches_is_not_parsed(lint_files: Linter, parsed: list[str]) -> None:
    assert not lint_files({"draws.py": DRAW, "main.py": SEEDED})
    assert not any("torch.rand" in text for text in parsed)


def test_another_one_is(lint_files: Linter, parsed: list[str]) -> None:
    main = SEEDED.replace("torch.manual_seed(0)", "pass")
    assert [f.code for f in lint_files({"draws.py": DRAW, "main.py": main})] == ["REP103"]
    assert any("torch.rand" in text for text in parsed)


def test_what_is_too_unsure_to_be_shown_is_not_parsed(lint_files: Linter, parsed: list[str]) -> None:
    files = {
        "pyproject.toml": "",
        "pkg/__init__.py": "",
        "pkg/draws.py": DRAW,
        "pkg/train.py": "import torch\n\ndef train():\n    torch.manual_seed(0)\n",
    }
    assert not lint_files(files, "pkg")
    assert not any("torch.rand" in text for text in parsed)
    found = lint_files(files, "pkg", config=replace(Config(), min_confidence="low"))
    assert [(f.code, f.confidence) for f in found] == [("REP103", "low")]


def test_a_module_is_asked_for_each_place_where_only_a_program_comes(lint_files: Linter) -> None:
    guarded = "import torch\n\nif __name__ == '__main__':\n    print(torch.rand(3))\n"
    files = {"draws.py": guarded, "main.py": "import torch\ntorch.manual_seed(0)\nimport draws\n"}
    assert [(f.path, f.line) for f in lint_files(files)] == [("draws.py", 4)]


def test_a_draw_before_the_seed_is_parsed_where_a_function_seeds(
    lint_files: Linter, parsed: list[str]
) -> None:
    late = "import torch\n\ndef run():\n    x = torch.rand(3)\n    torch.manual_seed(0)\n    return x\n"
    other = "import torch\n\ndef other():\n    use(torch.nn.Linear(2, 2))\n# seed\n"
    config = Config(select=("REP109",))
    assert [f.line for f in lint_files({"a.py": late, "b.py": other}, config=config)] == [4]
    assert len(parsed) == 1


@pytest.mark.parametrize("code", ASKING)
def test_no_example_is_lost(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said without asking first is said after it."""
    for folder in written_examples(code, tmp_path):
        found = lint([folder], root=folder)
        with monkeypatch.context() as patched:
            patched.setattr(Settling, "settle", lambda self, facts, questions: None)
            assert lint([folder], root=folder) == found
