"""The directions in which the parts may know of one another."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def imports(package: str) -> dict[str, set[str]]:
    """The modules that each file of a package names in its imports, anywhere in it."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module}
        found[path.relative_to(ROOT).as_posix()] = names
    return found


def test_the_linter_knows_nothing_of_the_plugin() -> None:
    for path, names in imports("lint_rules").items():
        assert not [name for name in names if name.startswith("pytest_repro")], path


def test_the_plugin_calls_one_function_of_the_linter() -> None:
    users = [
        path
        for path, names in imports("pytest_repro").items()
        if any(n.startswith("lint_rules") for n in names)
    ]
    assert users == ["pytest_repro/diagnosis/locate.py"]
    tree = ast.parse((ROOT / users[0]).read_text(encoding="utf-8"))
    called = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "lint_rules"
    }
    assert called == {"lint"}


def test_trials_do_not_know_who_asks_for_them() -> None:
    """Values, bases, engines, plugin: no arrow back."""
    floors = {"sources": 0, "outputs": 0, "traces": 0, "trials": 1, "diagnosis": 2, "session": 3}
    for package, floor in floors.items():
        for path, names in imports(f"pytest_repro/{package}").items():
            above = [other for other in floors if floors[other] > floor]
            bad = [name for name in names for other in above if name.startswith(f"pytest_repro.{other}")]
            assert not bad, (path, bad)


def test_the_analysis_is_built_in_floors() -> None:
    """The fast scan knows nothing of what is asked of it; where order goes is told from parsed files."""
    floors = {"scanning": 0, "reading": 1, "project": 2, "tree": 3, "ordering": 4}
    here = sorted(
        p.name for p in (ROOT / "lint_rules" / "analysis").iterdir() if (p / "__init__.py").exists()
    )
    assert here == sorted(floors)
    for package, floor in floors.items():
        for path, names in imports(f"lint_rules/analysis/{package}").items():
            above = [other for other in floors if floors[other] >= floor and other != package]
            bad = [
                name for name in names for other in above if name.startswith(f"lint_rules.analysis.{other}.")
            ]
            assert not bad, (path, bad)


def test_a_session_without_repro_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n\n\ndef test_it():\n"
        "    heavy = {'torch', 'numpy', 'libcst', 'pandas', 'sklearn', 'lint_rules'}\n"
        "    heavy |= {'pytest_repro.session', 'pytest_repro.trials', 'pytest_repro.outputs'}\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:randomly",
        "-p",
        "no:hypothesispytest",
        "test_it.py",
    ]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
