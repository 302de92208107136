"""Rules are found, sorted, and refused when they are malformed or collide, with file and line."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import lint_rules
from lint_rules.errors import RuleError
from lint_rules.registry import all_rules, collect

if TYPE_CHECKING:
    from types import ModuleType

GOOD = '''
from lint_rules.rule import SourceRule

class A{number}(SourceRule):
    """Summary.

    ## What it does
    ## Why is this bad?
    ## Example
    ## Use instead
    """

    code = "{code}"
    name = "{name}"
    markers = (b"x",)
    valid = ("x = 1",)
    invalid = ("x = 2",)

    def visit_call(self, node):
        return None
'''


def module(folder: Path, number: int, text: str) -> ModuleType:
    path = folder / f"rule_{number}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(f"made_up_rule_{folder.name}_{number}", path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


def rule(number: int = 1, code: str = "REP901", name: str = "made-up") -> str:
    return GOOD.format(number=number, code=code, name=name)


def test_rules_are_sorted_by_code(tmp_path: Path) -> None:
    later = module(tmp_path, 1, rule(1, "REP902", "later"))
    first = module(tmp_path, 2, rule(2, "REP901", "first"))
    assert [r.code for r in collect([later, first])] == ["REP901", "REP902"]
    assert [r.code for r in all_rules()] == sorted(r.code for r in all_rules())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "REP901"', 'code = "X1"', "has the code 'X1'"),
        ('name = "made-up"', 'name = "Made Up"', "has the name 'Made Up'"),
        ("## Use instead", "", "lacks the section '## Use instead'"),
        ('valid = ("x = 1",)', "valid = ()", "needs both valid and invalid examples"),
        ("visit_call", "visit_cal", "has the visitor 'visit_cal', which names no libcst node"),
        ("visit_call", "look", "has no visitor"),
        ('markers = (b"x",)', "", "declares no byte markers"),
        ('markers = (b"x",)', 'markers = (b"x y",)', "has a marker that is empty or holds a blank"),
        ('markers = (b"x",)', 'markers = (b"",)', "has a marker that is empty or holds a blank"),
        ("class A1(SourceRule)", "class A1", "holds 0 rules"),
    ],
)
def test_a_malformed_rule_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    made = module(tmp_path, 1, rule().replace(old, new, 1))
    with pytest.raises(RuleError, match=re.escape(said)) as caught:
        collect([made])
    assert re.match(r".*rule_1\.py:\d+: ", str(caught.value))


@pytest.mark.parametrize(("code", "name"), [("REP901", "other"), ("REP902", "made-up")])
def test_a_duplicate_is_refused(tmp_path: Path, code: str, name: str) -> None:
    modules = [module(tmp_path, 1, rule(1)), module(tmp_path, 2, rule(2, code, name))]
    with pytest.raises(RuleError, match=r"rule_2\.py:\d+: .* is already taken by .*rule_1\.py:\d+"):
        collect(modules)


def test_nothing_of_the_plugin_and_no_library_is_imported() -> None:
    code = (
        "import sys, lint_rules; cheap = 'libcst' in sys.modules;"
        "lint_rules.lint([lint_rules.__file__]);"
        "heavy = ['pytest_repro', 'numpy', 'torch', 'sklearn', 'pandas'];"
        "print(cheap, [m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False []"


def test_no_file_of_the_linter_names_the_plugin() -> None:
    folder = Path(lint_rules.__file__).parent
    importing = re.compile(r"^\s*(import|from)\s+pytest_repro", re.MULTILINE)
    assert [p.name for p in sorted(folder.rglob("*.py")) if importing.search(p.read_text())] == []


def test_one_public_function() -> None:
    assert lint_rules.__all__ == ["Finding", "LintError", "lint"]


@pytest.mark.slow  # `make lint` does the same
def test_we_pass_our_own_linter() -> None:
    assert lint_rules.lint([Path(lint_rules.__file__).parent]) == []
